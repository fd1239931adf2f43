// Earlier conversations: opening, renaming and deleting them.

import { call } from "./api.js";
import { open } from "./chat.js";
import { announce, button, byId, make } from "./dom.js";
import { kept } from "./store.js";
import { sayMoment } from "./words.js";

const dialog = byId("history");
const list = byId("history-list");

/** Make the buttons of the bar work. */
export function startHistory() {
  byId("open-history").addEventListener("click", () => { dialog.showModal(); show(); });
  byId("close-history").addEventListener("click", () => dialog.close());
  byId("new-conversation").addEventListener("click", () => { open(null); byId("composer-text").focus(); });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
}

async function show() {
  try {
    const { body } = await call("GET", "/api/conversations?limit=100");
    const rows = body.items.map(row);
    list.replaceChildren(rows.length
      ? make("ul", { className: "rows" }, ...rows)
      : make("p", { className: "nothing" }, "No conversations yet. The first message begins one."));
  } catch (problem) {
    list.replaceChildren(make("p", { className: "nothing" }, problem.message));
  }
}

function row(conversation) {
  const item = make("li", { className: "conversation" });
  const here = conversation.id === kept.conversation;
  const title = make("button", {
    type: "button", className: "conversation-title", onclick: () => { dialog.close(); open(conversation.id); },
  }, make("span", {}, conversation.title), make("small", {}, sayMoment(conversation.updated_at)));
  if (here) title.setAttribute("aria-current", "true");
  item.append(title,
    button("Rename", () => rename(item, conversation), { className: "quiet", "aria-label": `Rename ${conversation.title}` }),
    button("Delete", () => ask(item, conversation), { className: "quiet", "aria-label": `Delete ${conversation.title}` }));
  return item;
}

function rename(item, conversation) {
  const input = make("input", { value: conversation.title, maxLength: 200, "aria-label": "Title" });
  const form = make("form", { className: "rename" }, input, make("button", { className: "primary" }, "Save"),
    button("Cancel", show, { className: "quiet" }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    change("PATCH", conversation, { title: input.value }, "Renamed");
  });
  item.replaceChildren(form);
  input.select();
}

function ask(item, conversation) {
  const yes = button("Delete", () => change("DELETE", conversation, undefined, "Deleted"), { className: "danger" });
  item.replaceChildren(make("span", { className: "ask" }, `Delete “${conversation.title}”? Its tasks stay.`),
    yes, button("Keep", show, { className: "quiet" }));
  yes.focus();
}

async function change(method, conversation, body, done) {
  try {
    await call(method, `/api/conversations/${conversation.id}`, body);
    announce(done);
    if (method === "DELETE" && conversation.id === kept.conversation) open(null);
    await show();
  } catch (problem) {
    list.prepend(make("p", { className: "nothing" }, `${problem.message} ${problem.nextStep}`));
  }
}
