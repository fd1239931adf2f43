// The server's own page: the chat and the list beside it, and nothing else.

import { mount } from "./chat";

const KEY = "evolution-todo token";

// Where people bear tokens the page is opened as /#token=…; a fragment is sent to nobody.
function token(): string | undefined {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given) {
    sessionStorage.setItem(KEY, given);
    history.replaceState(null, "", location.pathname);
  }
  return sessionStorage.getItem(KEY) ?? undefined;
}

const host = document.querySelector("#app")!;
const root = host.attachShadow({ mode: "open" });
const borne = token();
void mount(root, { base: "", isPage: true, ...(borne && { token: borne }) }).then(() => {
  const frame = root.querySelector<HTMLElement>(".root")!;
  document.documentElement.lang = frame.lang;
  document.documentElement.dir = frame.dir;
});
