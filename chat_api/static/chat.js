// The conversation: sending, the answer as it comes, stopping, and never sending twice.

import { Problem, call, newId, stream } from "./api.js";
import { announce, button, byId, icon, make } from "./dom.js";
import { isLive } from "./live.js";
import { keep, kept } from "./store.js";
import { refresh } from "./tasks.js";
import { saidOfTool } from "./words.js";

const EXAMPLES = [
  "Add a task to buy groceries",
  "Pay rent every last Friday at 9am, remind me 15 minutes before #home high priority",
  "Dentist Thursday at 3pm",
  "What’s due this week?",
];
const RETRY_MS = [1000, 2000, 4000, 8000, 8000];

const log = byId("log");
const text = byId("composer-text");
let running = null;
let lastSaid = "";

/** Show the kept conversation, and go on with a message that was not answered yet. */
export async function startChat() {
  byId("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  byId("stop").addEventListener("click", stop);
  text.addEventListener("input", fit);
  text.addEventListener("keydown", onKey);
  window.addEventListener("resize", toEnd);
  byId("examples").append(...EXAMPLES.map((example) =>
    make("li", {}, button(example, () => send(example), { className: "chip" }))));
  await open(kept.conversation ?? null);
  if (kept.pending) deliver(kept.pending, bubbles(kept.pending.message));
}

/** Show a conversation from its stored messages; null begins a new one. */
export async function open(conversation) {
  running?.leave();
  if (conversation !== kept.conversation) keep({ conversation, offers: null, pending: null });
  log.replaceChildren();
  offer(null);
  if (conversation) await replay(conversation);
  welcome();
  offer(kept.offers);
  toEnd();
}

async function replay(conversation) {
  try {
    for (const message of await messagesOf(conversation)) {
      if (message.message_id === kept.pending?.message_id) continue; // it is told live
      if (message.role === "user") said(message.content);
      else answered(message);
    }
  } catch (problem) {
    if (problem.status === 404) keep({ conversation: null, offers: null });
    else log.append(make("p", { className: "note" }, problem.message));
  }
}

async function messagesOf(conversation) {
  const messages = [];
  let cursor = "";
  do {
    const { body } = await call("GET", `/api/conversations/${conversation}/messages?limit=200${cursor}`);
    messages.push(...body.items);
    cursor = body.next_cursor ? `&cursor=${encodeURIComponent(body.next_cursor)}` : "";
  } while (cursor);
  return messages;
}

function answered(message) {
  const bubble = answerBubble();
  for (const run of message.tool_calls) bubble.activity(run.name, run.arguments, run.result ?? null, run.ok);
  bubble.settle(message.content);
}

/** Send a text as the person's next message. */
export function send(message) {
  if (running || !message.trim()) return;
  lastSaid = message;
  const pending = { message_id: newId(), message };
  keep({ pending, offers: null });
  deliver(pending, bubbles(message));
}

function submit() {
  if (running) return;
  const message = text.value;
  text.value = "";
  fit();
  send(message);
}

function bubbles(message) {
  said(message);
  const bubble = answerBubble();
  welcome();
  toEnd();
  return bubble;
}

// One message until its answer: a lost connection is taken up again under the same id, and the
// server gives what it has of that turn instead of beginning another.
async function deliver(pending, bubble) {
  const turn = begin(pending);
  offer(null);
  for (let attempt = 0; running === turn; attempt += 1) {
    try {
      bubble.reset();
      if (await follow(pending, bubble, turn)) break;
      throw new Problem({ code: "connection_lost", detail: "The connection was lost." });
    } catch (problem) {
      if (running !== turn) break;
      if (!(problem instanceof Problem)) throw problem;
      if (problem.passing && attempt < RETRY_MS.length) {
        bubble.note(`${sentence(problem.message)} Trying again…`);
        await new Promise((resolve) => { setTimeout(resolve, RETRY_MS[attempt]); });
      } else {
        failed(problem, pending, bubble);
        break;
      }
    }
  }
  if (running === turn) end();
}

async function follow(pending, bubble, turn) {
  const body = { ...pending, ...(kept.conversation ? { conversation_id: kept.conversation } : {}) };
  for await (const { event, data } of stream("/api/chat/stream", body, turn.signal)) {
    if (event === "token") bubble.add(data.text);
    else if (event === "tool_call") bubble.called(data);
    else if (event === "tool_result") bubble.returned(data);
    else if (event === "error") throw new Problem(data, { status: data.status });
    else if (event === "done") return finished(data, bubble);
    toEnd();
  }
  return false;
}

function finished(answer, bubble) {
  const offers = { suggestions: answer.suggestions, confirmation: answer.confirmation };
  keep({ conversation: answer.conversation_id, pending: null, offers });
  bubble.settle(answer.response);
  offer(offers);
  announce(answer.response);
  if (!isLive()) refresh();
  toEnd();
  return true;
}

function failed(problem, pending, bubble) {
  const again = problem.final ? null
    : button("Try again", () => deliver(pending, bubble), { className: "link" });
  if (problem.final) keep({ pending: null });
  if (problem.status === 404) keep({ conversation: null }); // deleted meanwhile: the next begins one
  bubble.fail(`${sentence(problem.message)} ${problem.nextStep}`.trim(), again);
  announce(problem.message);
}

const sentence = (text) => (/[.!?…]$/.test(text) ? text : `${text}.`);

function begin(pending) {
  const controller = new AbortController();
  running = {
    id: pending.message_id,
    signal: controller.signal,
    leave() { running = null; controller.abort(); showRunning(); },
  };
  showRunning();
  return running;
}

function end() {
  running = null;
  showRunning();
}

function showRunning() {
  byId("stop").hidden = !running;
  byId("stop").disabled = false;
  byId("stop").textContent = "Stop";
  byId("send").hidden = Boolean(running);
  byId("chat").setAttribute("aria-busy", String(Boolean(running)));
}

async function stop() {
  if (!running) return;
  byId("stop").disabled = true;
  byId("stop").textContent = "Stopping…";
  try {
    await call("POST", `/api/chat/${encodeURIComponent(running.id)}/stop`);
  } catch {
    showRunning(); // it ended by itself, or the stream says what is wrong
  }
  text.focus();
}

function onKey(event) {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    submit();
  } else if (event.key === "ArrowUp" && !text.value && lastSaid) {
    event.preventDefault();
    text.value = lastSaid;
    fit();
  } else if (event.key === "Escape") {
    stop();
  }
}

function said(message) {
  lastSaid = message;
  log.append(make("div", { className: "message mine" },
    make("span", { className: "hidden" }, "You: "), make("p", {}, message)));
}

// The assistant's side of one turn: what it does, then what it says.
function answerBubble() {
  const steps = make("ul", { className: "steps" });
  const dots = make("span", { className: "dots", role: "img", "aria-label": "Thinking" },
    make("i"), make("i"), make("i"));
  const words = make("p", {}, dots);
  const note = make("p", { className: "note", hidden: true });
  const box = make("div", { className: "message theirs" },
    make("span", { className: "hidden" }, "Assistant: "), steps, words, note);
  log.append(box);
  const open = new Map();

  function show(name, args, result, ok) {
    const line = make("li");
    steps.append(line);
    change(line, name, args, result, ok);
    return line;
  }

  function change(line, name, args, result, ok) {
    line.className = result === undefined ? "step working" : `step ${ok ? "ok" : "wrong"}`;
    line.replaceChildren(result !== undefined && ok ? icon("check") : "", saidOfTool(name, args, result, ok));
  }

  return {
    activity: show,
    called({ id, name, arguments: args }) { open.set(id, { name, args, line: show(name, args) }); },
    returned({ id, ok, result }) {
      const run = open.get(id);
      if (run) change(run.line, run.name, run.args, result ?? null, ok);
    },
    add(piece) { dots.remove(); words.append(piece); },
    settle(whole) { words.replaceChildren(whole); note.hidden = true; },
    note(message) { note.hidden = false; note.replaceChildren(message); },
    fail(message, again) {
      dots.remove();
      note.hidden = false;
      note.replaceChildren(message, again ? " " : "", again ?? "");
    },
    reset() { open.clear(); steps.replaceChildren(); words.replaceChildren(dots); note.hidden = true; },
  };
}

// Quick replies; a question that waits for a yes or no gets two buttons of its own.
function offer(offers) {
  const chips = [];
  if (offers?.confirmation) {
    chips.push(button("Yes", () => send("yes"), { className: "primary", "aria-label": `Yes: ${offers.confirmation.text}` }));
    chips.push(button("No", () => send("no"), { className: "chip", "aria-label": `No: ${offers.confirmation.text}` }));
  }
  const rest = (offers?.suggestions ?? []).filter((s) => !offers.confirmation || !/^(yes|no)$/i.test(s));
  chips.push(...rest.map((suggestion) => button(suggestion, () => send(suggestion), { className: "chip" })));
  byId("replies").replaceChildren(...chips);
}

function welcome() {
  byId("welcome").hidden = log.childElementCount > 0;
}

function fit() {
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight + 2, 168)}px`;
}

function toEnd() {
  const box = byId("chat-scroll");
  box.scrollTop = box.scrollHeight;
}
