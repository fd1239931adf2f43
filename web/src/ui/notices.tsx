// What the page says by itself: the connection, due reminders, what was done, what was in the way.

import { useEffect, useRef } from "react";
import { isolated, named, sayDue, sayMoment } from "../i18n";
import type { Refusal } from "../state/access";
import type { Due } from "../state/live";
import { useStore } from "../state/store";
import { useParts, useWords } from "./context";
import { Icon } from "./icons";

const SNOOZE_MINUTES = 10;
const TOAST_MS = 9000;

/** That the server is away or back, or why it answers nothing here. */
export function ConnectionLine() {
  const { api, live } = useParts();
  const words = useWords();
  const refusal = useStore(api.access, (state) => state.refusal);
  const connection = useStore(live, (state) => state.connection);
  const text = { lost: words.connectionLost, back: words.connectionBack, live: "", connecting: "" }[connection];
  if (refusal) {
    return (
      <p className="strip warning refusal" role="status">
        {words.refused[refusal].text}{" "}
        <button type="button" className="link" onClick={live.again}>{words.retry}</button>
      </p>
    );
  }
  return (
    <p className={text ? `strip ${connection === "lost" ? "warning" : "good"}` : "unseen"} role="status">
      {text}
    </p>
  );
}

/** Stands in place of everything where the server answers nothing, and nothing was shown yet. */
export function Shut({ refusal }: { refusal: Refusal }) {
  const { live } = useParts();
  const words = useWords();
  const { title, text } = words.refused[refusal];
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) button.current!.focus(); // the composer that had it is gone
  }, []);
  return (
    <div className="welcome refusal" role="status">
      <h2>{title}</h2>
      <p>{text}</p>
      <button type="button" className="chip" ref={button} onClick={live.again}>{words.retry}</button>
    </div>
  );
}

export function DueReminders() {
  const { reminders } = useParts();
  const words = useWords();
  const due = useStore(reminders, (state) => state.due);
  const asks = useStore(reminders, (state) => state.asks);
  if (!due.length && !asks) return null;
  return (
    <section className="notices" aria-label={words.remindersDue}>
      {asks && (
        <div className="notice">
          <Icon sign="bell" />
          <p className="what">{words.askNotify}</p>
          <div className="row">
            <button type="button" className="chip" onClick={() => reminders.answer(true)}>{words.allow}</button>
            <button type="button" className="quiet" onClick={() => reminders.answer(false)}>{words.notNow}</button>
          </div>
        </div>
      )}
      {due.map((each) => (
        <DueReminder key={each.entity_id} due={each} />
      ))}
    </section>
  );
}

function DueReminder({ due }: { due: Due }) {
  const { tasks, reminders, language } = useParts();
  const { words } = language;
  const title = due.title!;
  const done = async () => {
    const said = words.completed(named(title));
    if (await tasks.act({ method: "POST", path: `/api/tasks/${due.task_id}/complete`, said })) reminders.leave(due.task_id);
  };
  const snooze = async () => {
    const said = words.snoozed(named(title), SNOOZE_MINUTES);
    const body = { snooze_minutes: SNOOZE_MINUTES };
    if (await tasks.act({ method: "PATCH", path: `/api/reminders/${due.entity_id}`, body, said })) reminders.leave(due.task_id);
  };
  return (
    <div className="notice" role="group" aria-label={`${words.reminder}: ${title}`}>
      <Icon sign="bell" />
      <p className="what" role="status">
        <strong><bdi>{title}</bdi></strong>
        <span>{whenDue()}</span>
      </p>
      <div className="row">
        <button type="button" className="chip" onClick={done}>{words.markDone}</button>
        <button type="button" className="quiet" onClick={snooze}>{words.snooze(SNOOZE_MINUTES)}</button>
        <button type="button" className="quiet" onClick={() => reminders.dismiss(due)}>{words.dismiss}</button>
      </div>
    </div>
  );

  function whenDue(): string {
    if (!due.due_at) return sayMoment(language, due.remind_at);
    return words.dueAt(sayDue(language, { due_date: due.due_at, due_all_day: due.due_all_day }));
  }
}

/** What was just done, with a way back; it stays while one points at it or stands on it. */
export function ToastLine() {
  const { tasks } = useParts();
  const words = useWords();
  const toast = useStore(tasks, (state) => state.toast);
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!toast) return;
    const leave = () => {
      if (line.current?.matches(":hover, :focus-within")) wait = setTimeout(leave, TOAST_MS);
      else tasks.dismiss();
    };
    let wait = setTimeout(leave, TOAST_MS);
    return () => clearTimeout(wait);
  }, [toast, tasks]);
  return (
    <div className="toasts" role="status">
      {toast && (
        <div className="toast" key={toast.id} ref={line}>
          <span dir="auto">{toast.text}</span>
          {toast.operation && (
            <button type="button" className="link" onClick={() => tasks.undo(toast.operation!)}>
              {words.undo}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

/** A write that somebody else's came before: what is there now, and the choice. */
export function ConflictSheet() {
  const { tasks, language } = useParts();
  const { words } = language;
  const conflict = useStore(tasks, (state) => state.conflict);
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!conflict) return;
    const before = (first.current?.getRootNode() as ShadowRoot | undefined)?.activeElement as HTMLElement | null;
    first.current?.focus();
    return () => before?.focus();
  }, [conflict]);
  if (!conflict) return null;
  const { theirs } = conflict;
  return (
    <div className="sheet small" role="alertdialog" aria-modal="true" aria-label={words.conflict} onKeyDown={(event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      tasks.settle(false);
    }}>
      <h2>{words.conflict}</h2>
      <p>{words.conflictText(named(conflict.mine.title))}</p>
      <dl>
        <dt>{words.title}</dt>
        <dd><bdi>{theirs.title}</bdi></dd>
        <dt>{words.due}</dt>
        <dd>{theirs.due_date ? sayDue(language, theirs) : words.noDate}</dd>
        <dt>{words.priority}</dt>
        <dd>{words.priorities[theirs.priority]}</dd>
        <dt>{words.tagsLabel}</dt>
        <dd>{theirs.tags.map((tag) => isolated(`#${tag}`)).join(" ") || "–"}</dd>
        <dt>{words.done}</dt>
        <dd>{theirs.completed ? words.yes : words.no}</dd>
      </dl>
      <div className="row">
        <button type="button" className="primary" ref={first} onClick={() => tasks.settle(false)}>{words.keepTheirs}</button>
        <button type="button" className="chip" onClick={() => tasks.settle(true)}>{words.keepMine}</button>
      </div>
    </div>
  );
}
