// The list beside the chat: what is there, ticking off, taking back.

import { call } from "./api.js";
import { announce, button, byId, icon, make } from "./dom.js";
import { dueDay, isOverdue, sayClock, sayDay, sayMoment } from "./words.js";

const TOAST_MS = 9000;
const PAGE = 100;

const list = byId("task-list");
let which = "open";
let pages = 1;
let loading = null;
let again = false;
let writes = 0;
const mine = new Set(); // operations of this page, which has shown them
const told = new Set(); // operations that the stream told of and that are not shown yet

/** Make the list work; the stream of live events has it loaded. */
export function startTasks() {
  for (const choice of document.querySelectorAll("[data-which]")) {
    choice.addEventListener("click", () => choose(choice.dataset.which));
  }
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
}

/** Load the list again: once for all who ask while it loads, and once more after them. */
export function refresh() {
  if (loading) {
    again = true;
    return loading;
  }
  loading = reload().finally(() => {
    loading = null;
    if (again) refresh();
  });
  return loading;
}

/** Load the list for the first time, or of a database that is another than it was. */
export function begin() {
  mine.clear();
  told.clear();
  return refresh();
}

/** Show what an operation changed, unless it is this page's own. */
export function changed(operation) {
  told.add(operation);
  settle();
}

function settle() {
  if (writes) return; // whose operation it is shows when the write has its answer
  const others = [...told].some((operation) => !mine.has(operation));
  told.clear();
  if (others) refresh();
}

// A list that cannot be loaded says so and keeps what it shows.
async function reload() {
  again = false;
  try {
    const { items, more } = await load();
    show(items, more);
    byId("tasks").classList.remove("stale");
  } catch (problem) {
    byId("tasks").classList.add("stale");
    if (!list.childElementCount) list.replaceChildren(make("p", { className: "nothing" }, problem.message));
  }
}

async function load() {
  const query = which === "open" ? "completed=false&sort=due_date" : "completed=true&sort=-created_at";
  const items = [];
  let cursor = null;
  for (let page = 0; page < pages && (page === 0 || cursor); page += 1) {
    const after = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
    const { body } = await call("GET", `/api/tasks?${query}&limit=${PAGE}${after}`);
    items.push(...body.items);
    cursor = body.next_cursor;
  }
  return { items, more: cursor !== null };
}

function choose(choice) {
  which = choice;
  pages = 1;
  for (const other of document.querySelectorAll("[data-which]")) {
    other.setAttribute("aria-pressed", String(other.dataset.which === which));
  }
  refresh();
}

function show(tasks, more) {
  const focused = document.activeElement?.closest("[data-task]")?.dataset.task;
  const sections = grouped(tasks).map(([name, group]) => section(name, group));
  if (!tasks.length) sections.push(nothing());
  if (more) sections.push(button("Show more", () => { pages += 1; refresh(); }, { className: "quiet more" }));
  list.replaceChildren(...sections);
  if (focused) list.querySelector(`[data-task="${focused}"] .tick`)?.focus();
  tellCount(more ? `${tasks.length}+` : tasks.length);
}

function tellCount(count) {
  byId("task-count").textContent = count || "";
  if (which === "open") byId("tab-count").textContent = count || "";
}

function nothing() {
  const text = which === "open" ? "Nothing to do. Enjoy it, or tell the chat what comes next." : "Nothing ticked off yet.";
  return make("p", { className: "nothing" }, text);
}

function grouped(tasks) {
  if (which === "done") return tasks.length ? [["", tasks]] : [];
  const groups = new Map();
  for (const task of tasks) {
    const name = groupOf(task);
    groups.set(name, [...(groups.get(name) ?? []), task]);
  }
  return [...groups];
}

function groupOf(task) {
  if (!task.due_date) return "No date";
  const day = sayDay(dueDay(task));
  return isOverdue(task) && day !== "Today" ? "Overdue" : day;
}

function section(name, tasks) {
  const rows = make("ul", { className: "rows" }, ...tasks.map(row));
  if (!name) return rows;
  const heading = make("h3", { className: name === "Overdue" ? "day late" : "day" }, name);
  return make("section", {}, heading, rows);
}

function row(task) {
  const tick = make("button", {
    type: "button", className: "tick", role: "checkbox",
    "aria-checked": String(task.completed), "aria-label": task.title,
    onclick: () => setCompleted(task, !task.completed),
  }, icon("check"));
  const remove = make("button", {
    type: "button", className: "remove", title: "Delete", "aria-label": `Delete ${task.title}`,
    onclick: () => erase(task),
  }, icon("trash"));
  const title = make("span", { className: "title" }, task.title);
  const number = make("span", { className: "number", title: `Say “task ${task.number}” in the chat` }, String(task.number));
  const words = make("div", { className: "words" }, title, meta(task));
  const item = make("li", { className: `task ${task.completed ? "done" : ""}` }, tick, words, number, remove);
  item.dataset.task = task.id;
  return item;
}

function meta(task) {
  const bits = [];
  if (task.priority === "critical" || task.priority === "high") {
    bits.push(bit(`priority ${task.priority}`, task.priority === "high" ? "High" : "Critical", "flag"));
  }
  const due = task.due_date && saidDue(task);
  if (due) bits.push(bit(isOverdue(task) ? "due late" : "due", due));
  if (task.recurrence) bits.push(bit("repeats", task.recurrence.text, "repeat"));
  if (task.reminder_at) bits.push(bit("reminder", saidReminder(task), "bell", "Reminder"));
  for (const tag of task.tags) bits.push(bit("tag", `#${tag}`));
  if (task.description) bits.push(bit("description", task.description));
  return bits.length ? make("div", { className: "meta" }, ...bits) : null;
}

function bit(kind, text, sign, label) {
  const hidden = label ? make("span", { className: "hidden" }, `${label}: `) : null;
  return make("span", { className: `bit ${kind}` }, sign ? icon(sign) : null, hidden, text);
}

function saidDue(task) {
  const day = sayDay(dueDay(task));
  const named = groupOf(task) === day && which === "open"; // the heading says the day
  if (task.due_all_day) return named ? "" : day;
  const clock = sayClock(new Date(task.due_date));
  return named ? clock : `${day}, ${clock}`;
}

function saidReminder(task) {
  const moment = new Date(task.reminder_at);
  const sameDay = task.due_date && dueDay(task).toDateString() === moment.toDateString();
  return sameDay ? sayClock(moment) : sayMoment(moment);
}

async function setCompleted(task, completed) {
  await write(completed ? "POST" : "DELETE", `/api/tasks/${task.id}/complete`,
    `${completed ? "Completed" : "Reopened"} “${task.title}”`);
}

async function erase(task) {
  await write("DELETE", `/api/tasks/${task.id}`, `Deleted “${task.title}”`);
}

async function write(method, path, said) {
  try {
    const { operation } = await perform(method, path);
    toast(said, operation);
  } catch (problem) {
    toast(problem.message);
  }
  await refresh();
}

/** Send a write of this page's own; returns `{body, operation}`, the latter to take it back. */
export async function perform(method, path, body) {
  writes += 1;
  try {
    const answer = await call(method, path, body);
    const operation = answer.headers.get("X-Operation-Id");
    if (operation) mine.add(Number(operation));
    return { body: answer.body, operation };
  } finally {
    writes -= 1;
    settle();
  }
}

/** Say what was done beside the list, with a way back for as long as it shows. */
export function toast(text, operation) {
  const note = make("div", { className: "toast" }, make("span", {}, text));
  if (operation) note.append(button("Undo", () => { note.remove(); undo(operation); }, { className: "link" }));
  byId("toasts").replaceChildren(note);
  announce(text);
  const leave = () => {
    if (note.matches(":hover, :focus-within")) setTimeout(leave, TOAST_MS);
    else note.remove();
  };
  setTimeout(leave, TOAST_MS);
}

async function undo(operation) {
  try {
    const { body } = await perform("POST", `/api/operations/${operation}/undo`);
    toast(body.conflicts[0]?.message ?? "Taken back");
  } catch (problem) {
    toast(problem.message);
  }
  await refresh();
}
