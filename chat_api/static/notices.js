// Reminders whose time has come, until somebody acts on them, here or elsewhere.

import { announce, button, byId, icon, make } from "./dom.js";
import { perform, refresh, toast } from "./tasks.js";
import { dueDay, sayClock, sayDay, sayMoment } from "./words.js";

const SNOOZE_MINUTES = 10;
const TITLE = document.title;

const box = byId("notices");
const shown = new Map(); // by task: a second reminder of a task takes the first one's place

/** Show a reminder that the stream tells of; one of a task that is done or gone is past. */
export function remind(event) {
  if (!event.title || event.completed) return;
  leave(event.task_id);
  const notice = show(event);
  shown.set(event.task_id, { reminder: event.entity_id, notice });
  box.prepend(notice);
  count();
  announce(`Reminder: ${event.title}. ${said(event)}`);
}

/** Take a notice away when the task or the reminder was settled, wherever that was. */
export function settled(event) {
  const entry = shown.get(event.task_id);
  if (!entry) return;
  const isTask = event.entity_type === "task";
  const done = isTask && (event.action === "deleted" || event.changes.completed === true);
  const isIts = event.entity_type === "reminder" && event.entity_id === entry.reminder;
  const moved = isIts && (event.action === "deleted" || "remind_at" in event.changes
    || event.changes.status === "cancelled");
  if (done || moved) leave(event.task_id);
}

function show(event) {
  const problem = make("p", { className: "note", hidden: true });
  const act = (method, path, body, words) => async () => {
    try {
      const { operation } = await perform(method, path, body);
      leave(event.task_id);
      toast(words, operation);
      await refresh();
    } catch (error) {
      problem.hidden = false;
      problem.replaceChildren(`${error.message}. ${error.nextStep ?? ""}`.trim());
    }
  };
  const done = button("Done", act("POST", `/api/tasks/${event.task_id}/complete`, undefined,
    `Completed “${event.title}”`), { className: "chip", "aria-label": `Done: ${event.title}` });
  const snooze = button(`Snooze ${SNOOZE_MINUTES} min`, act("PATCH", `/api/reminders/${event.entity_id}`,
    { snooze_minutes: SNOOZE_MINUTES }, `“${event.title}” again in ${SNOOZE_MINUTES} minutes`),
    { className: "quiet", "aria-label": `Snooze ${event.title} for ${SNOOZE_MINUTES} minutes` });
  const dismiss = button("Dismiss", () => leave(event.task_id),
    { className: "quiet", "aria-label": `Dismiss the reminder of ${event.title}` });
  const words = make("div", { className: "notice-words" },
    make("strong", {}, event.title), make("span", {}, said(event)), problem);
  return make("div", { className: "notice", role: "group", "aria-label": `Reminder: ${event.title}` },
    icon("bell"), words, make("div", { className: "notice-actions" }, done, snooze, dismiss));
}

function leave(task) {
  shown.get(task)?.notice.remove();
  shown.delete(task);
  count();
}

// Also where the tab's title is all that one sees of the page.
function count() {
  box.hidden = shown.size === 0;
  document.title = shown.size ? `(${shown.size}) ${TITLE}` : TITLE;
}

function said(event) {
  if (!event.due_at) return sayMoment(event.remind_at);
  const due = new Date(event.due_at);
  const task = { due_date: event.due_at, due_all_day: event.due_all_day };
  const day = sayDay(dueDay(task)).replace(/^(Today|Tomorrow|Yesterday)$/, (word) => word.toLowerCase());
  return `Due ${day}${event.due_all_day ? "" : `, ${sayClock(due)}`}`;
}
