// One task, the same in a card of the chat and in the list: check button, title, what marks it.

import { type KeyboardEvent, useRef, useState } from "react";
import { dueDay, isOverdue, named, sayClock, sayDay, sayDue, sayMoment } from "../i18n";
import type { Task } from "../state/tasks";
import { Icon, type Sign } from "./icons";
import { TaskForm } from "./taskform";
import { useParts, useWords } from "./context";

interface Props {
  task: Task;
  /** The day that stands above it, and is not said again. */
  under?: string;
}

export function TaskRow({ task, under }: Props) {
  const { tasks } = useParts();
  const words = useWords();
  const [isEditing, edit] = useState(false);
  const row = useRef<HTMLLIElement>(null);
  if (isEditing) return <TaskForm task={task} close={() => edit(false)} />;
  const toggle = () => {
    const goOn = after(row.current!);
    void tasks.setCompleted(task, !task.completed, (task.completed ? words.reopened : words.completed)(named(task.title)));
    goOn();
  };
  const remove = async () => {
    const goOn = after(row.current!);
    const said = words.deleted(named(task.title));
    if (await tasks.write(task, { method: "DELETE", path: `/api/tasks/${task.id}`, said })) goOn();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "e" || event.key === "F2") edit(true);
    else if (event.key === "Delete") void remove();
    else return;
    event.preventDefault();
  };
  return (
    <li className={`task${task.completed ? " done" : ""}`} data-task={task.id} ref={row}>
      <button
        type="button"
        className="tick"
        role="checkbox"
        aria-checked={task.completed}
        aria-label={task.title}
        onClick={toggle}
        onKeyDown={onKey}
      >
        <Icon sign="check" />
      </button>
      <div className="words">
        <p className="heading">
          <bdi className="title">{task.title}</bdi> <span className="number">#{task.number}</span>
        </p>
        <Marks task={task} under={under ?? ""} />
      </div>
      <span className="deeds">
        <button type="button" className="sign" aria-label={words.edit(task.title)} onClick={() => edit(true)}>
          <Icon sign="edit" />
        </button>
        <button type="button" className="sign" aria-label={words.remove(task.title)} onClick={remove}>
          <Icon sign="trash" />
        </button>
      </span>
    </li>
  );
}

/** What puts the focus on the next task, or the one before, if this one has left the list with it. */
function after(row: HTMLElement): () => void {
  const ticks = [...(row.closest(".scroll")?.querySelectorAll<HTMLElement>(".tick") ?? [])];
  const at = ticks.findIndex((tick) => row.contains(tick));
  const hadFocus = row.matches(":focus-within");
  return () =>
    requestAnimationFrame(() => {
      if (hadFocus && !row.isConnected) (ticks[at + 1] ?? ticks[at - 1])?.focus();
    });
}

function Marks({ task, under }: { task: Task; under: string }) {
  const { language } = useParts();
  const { words } = language;
  const isUrgent = task.priority === "high" || task.priority === "critical";
  const due = saidDue();
  const reminder = task.reminder_at && saidReminder(task.reminder_at);
  const has = isUrgent || due || task.recurrence || reminder || task.tags.length > 0 || task.description;
  if (!has) return null;

  function saidDue(): string {
    if (!task.due_date) return "";
    if (sayDay(language, dueDay(task)) !== under) return sayDue(language, task);
    return task.due_all_day ? "" : sayClock(language, new Date(task.due_date));
  }

  function saidReminder(at: string): string {
    const moment = new Date(at);
    const isThatDay = task.due_date && dueDay(task).toDateString() === moment.toDateString();
    return isThatDay ? sayClock(language, moment) : sayMoment(language, at);
  }

  return (
    <span className="marks">
      {isUrgent && <Mark kind={`priority ${task.priority}`} sign="flag" text={words.priorities[task.priority]} />}
      {due && <Mark kind={isOverdue(task) ? "late" : "due"} sign="clock" text={due} label={words.due} />}
      {task.recurrence && <Mark kind="repeats" sign="repeat" text={task.recurrence.text} label={words.repeats} />}
      {reminder && <Mark kind="bell" sign="bell" text={reminder} label={words.reminder} />}
      {task.tags.map((tag) => (
        <Mark key={tag} kind="tag" text={`#${tag}`} />
      ))}
      {task.description && <Mark kind="description" text={task.description} />}
    </span>
  );
}

function Mark({ kind, sign, text, label }: { kind: string; sign?: Sign; text: string; label?: string }) {
  return (
    <span className={`mark ${kind}`}>
      {sign && <Icon sign={sign} />}
      {label && <span className="unseen">{label}: </span>}
      <span dir="auto">{text}</span>
    </span>
  );
}
