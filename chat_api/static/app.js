// The page: a chat and the list it changes.

import { startChat } from "./chat.js";
import { byId } from "./dom.js";
import { startHistory } from "./history.js";
import { startTasks } from "./tasks.js";

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

startTasks();
startHistory();
startChat();
