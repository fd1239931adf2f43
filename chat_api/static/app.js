// The page: a chat and the list it changes.

import { startChat } from "./chat.js";
import { announce, byId } from "./dom.js";
import { startHistory } from "./history.js";
import { startLive } from "./live.js";
import { remind, settled } from "./notices.js";
import { begin, changed, refresh, startTasks } from "./tasks.js";

for (const tab of document.querySelectorAll(".tabs button")) {
  tab.addEventListener("click", () => view(tab.dataset.view));
}

// On a phone one of the two is shown; on a desktop both are.
function view(name) {
  document.body.dataset.view = name;
  for (const tab of document.querySelectorAll(".tabs button")) {
    if (tab.dataset.view === name) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "k") {
    event.preventDefault();
    view("chat");
    byId("composer-text").focus();
  }
});

const SAY_BACK_MS = 4000;

function sayConnection(text, state) {
  const line = byId("connection");
  line.textContent = text;
  line.hidden = !text;
  line.dataset.state = state;
  if (text) announce(text);
}

startTasks();
startHistory();
startChat();
startLive({
  begun: begin,
  change(event) { settled(event); changed(event.operation_id); },
  reminder(event) { remind(event); changed(event.operation_id); },
  lost: () => sayConnection("Connection lost. Trying again…", "lost"),
  async back() {
    await refresh();
    sayConnection("Connected again. The list is up to date.", "back");
    setTimeout(() => { if (byId("connection").dataset.state === "back") sayConnection("", ""); }, SAY_BACK_MS);
  },
});
