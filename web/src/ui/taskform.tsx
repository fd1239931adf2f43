// Changing a task where it stands: what is named is sent, and only that.

import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Priority, Task } from "../state/tasks";
import { useParts } from "./context";
import { dueDay, named } from "../i18n";

const PRIORITIES: Priority[] = ["low", "medium", "high", "critical"];

export function TaskForm({ task: given, close }: { task: Task; close: () => void }) {
  const [task] = useState(given); // as it was when the form was opened, whatever comes meanwhile
  const { tasks, language } = useParts();
  const { words } = language;
  const [title, setTitle] = useState(task.title);
  const [due, setDue] = useState(dueText(task));
  const [priority, setPriority] = useState(task.priority);
  const [tags, setTags] = useState(task.tags.join(", "));
  const first = useRef<HTMLInputElement>(null);
  const form = useRef<HTMLLIElement>(null);
  useEffect(() => first.current?.select(), []); // and so has the focus

  const place = () => form.current!.closest(".card, .scroll")!;
  const leave = (list = place()) => {
    close();
    requestAnimationFrame(() => list.querySelector<HTMLElement>(`[data-task="${task.id}"] .tick`)?.focus());
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const list = place(); // a new day takes the row elsewhere, and this form away
    const body = changes();
    const write = { method: "PATCH", path: `/api/tasks/${task.id}`, body, said: words.changed(named(title.trim())) } as const;
    const isDone = Object.keys(body).length === 0 || (await tasks.write(task, write));
    if (isDone) leave(list);
    else close(); // what stood in the way has the focus
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    leave();
  };

  function changes(): Record<string, unknown> {
    const body: Record<string, unknown> = {};
    const names = tags.split(/[,،]/).map((each) => each.trim().replace(/^#/, "")).filter(Boolean);
    if (title.trim() !== task.title) body.title = title.trim();
    if (due.trim() !== dueText(task)) body.due_date = due.trim() || null;
    if (priority !== task.priority) body.priority = priority;
    if (names.join() !== task.tags.join()) body.tags = names;
    return body;
  }

  return (
    <li className="task editing" ref={form}>
      <form onSubmit={save} onKeyDown={onKey} aria-label={words.edit(task.title)}>
        <label className="field wide">
          <span>{words.title}</span>
          <input ref={first} value={title} required maxLength={200} onChange={(e) => setTitle(e.target.value)} />
        </label>
        <label className="field">
          <span>{words.due}</span>
          <input value={due} placeholder={words.dueHint} dir="ltr" onChange={(e) => setDue(e.target.value)} />
        </label>
        <label className="field">
          <span>{words.priority}</span>
          <select value={priority} onChange={(e) => setPriority(e.target.value as Priority)}>
            {PRIORITIES.map((each) => (
              <option key={each} value={each}>{words.priorities[each]}</option>
            ))}
          </select>
        </label>
        <label className="field wide">
          <span>{words.tagsLabel}</span>
          <input value={tags} placeholder={words.tagsHint} onChange={(e) => setTags(e.target.value)} />
        </label>
        <div className="row">
          <button type="submit" className="primary">{words.save}</button>
          <button type="button" className="quiet" onClick={() => leave()}>{words.cancel}</button>
        </div>
      </form>
    </li>
  );
}

/** The due time as the server reads it, whatever the language: 2026-06-10 or 2026-06-10 17:00. */
function dueText(task: Task): string {
  if (!task.due_date) return "";
  const two = (n: number) => String(n).padStart(2, "0");
  const day = dueDay(task);
  const date = `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
  const moment = new Date(task.due_date);
  return task.due_all_day ? date : `${date} ${two(moment.getHours())}:${two(moment.getMinutes())}`;
}
