// What is shown to people in words: tools at work, days and times.

const TOOLS = {
  add_tasks: ["Adding", "Added", "task"],
  find_tasks: ["Looking through your tasks", "Looked through your tasks"],
  get_task: ["Looking at the task", "Looked at the task"],
  update_tasks: ["Changing", "Changed", "task"],
  set_tasks_completed: ["Ticking off", "Ticked off", "task"],
  delete_tasks: ["Deleting", "Deleted", "task"],
  list_tags: ["Looking through your tags", "Looked through your tags"],
  add_tag: ["Adding a tag", "Added a tag"],
  update_tag: ["Changing a tag", "Changed a tag"],
  delete_tag: ["Deleting a tag", "Deleted a tag"],
  list_reminders: ["Looking through your reminders", "Looked through your reminders"],
  add_reminder: ["Adding a reminder", "Added a reminder"],
  update_reminder: ["Moving a reminder", "Moved a reminder"],
  delete_reminder: ["Cancelling a reminder", "Cancelled a reminder"],
  get_overview: ["Looking at your day", "Looked at your day"],
  undo: ["Taking it back", "Took it back"],
  changes_since: ["Looking at what changed", "Looked at what changed"],
  ask_person: ["Asking you", "Asked you"],
};

/** Say what a tool is doing, or did: `result` is undefined while it runs. */
export function saidOfTool(name, args, result, ok) {
  const [doing, done, noun] = TOOLS[name] ?? ["Working", "Worked"];
  if (result === undefined) return `${counted(doing, noun, itemsOf(args))}…`;
  if (!ok) return `${counted(doing, noun, itemsOf(args))} did not work`;
  return counted(name === "set_tasks_completed" && args.completed === false ? "Reopened" : done,
    noun, result?.results?.length ?? itemsOf(args));
}

const itemsOf = (args) => (args.tasks ?? args.updates)?.length ?? 1;

function counted(verb, noun, count) {
  if (!noun) return verb;
  return `${verb} ${count === 1 ? "a" : count} ${noun}${count === 1 ? "" : "s"}`;
}

const DAY = 86_400_000;

/** The local midnight of a task's due day; a date without a time is stored at midnight UTC. */
export function dueDay(task) {
  const due = new Date(task.due_date);
  return task.due_all_day
    ? new Date(due.getUTCFullYear(), due.getUTCMonth(), due.getUTCDate())
    : new Date(due.getFullYear(), due.getMonth(), due.getDate());
}

/** Whole days from today: 0 today, 1 tomorrow, -1 yesterday. */
export function daysAway(day, now = new Date()) {
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  return Math.round((day - today) / DAY);
}

export function isOverdue(task, now = new Date()) {
  if (!task.due_date || task.completed) return false;
  return task.due_all_day ? daysAway(dueDay(task), now) < 0 : new Date(task.due_date) < now;
}

/** Name a day as people do. */
export function sayDay(day, now = new Date()) {
  const away = daysAway(day, now);
  if (away === 0) return "Today";
  if (away === 1) return "Tomorrow";
  if (away === -1) return "Yesterday";
  if (away > 1 && away < 7) return day.toLocaleDateString("en", { weekday: "long" });
  const year = day.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return day.toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "short", year });
}

/** Say a clock time: 5 pm, 9:30 am. */
export function sayClock(moment) {
  const minute = moment.getMinutes() ? `:${String(moment.getMinutes()).padStart(2, "0")}` : "";
  return `${moment.getHours() % 12 || 12}${minute} ${moment.getHours() < 12 ? "am" : "pm"}`;
}

/** Say a moment in few words: “5 pm” today, “Tomorrow, 9 am”. */
export function sayMoment(instant) {
  const moment = new Date(instant);
  const day = new Date(moment.getFullYear(), moment.getMonth(), moment.getDate());
  return `${sayDay(day)}, ${sayClock(moment)}`;
}
