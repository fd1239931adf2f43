// The server's own page: the chat and the list beside it, and nothing else.

import { mount } from "./chat";

const host = document.querySelector("#app")!;
const root = host.attachShadow({ mode: "open" });
void mount(root, { base: "", isPage: true }).then(() => {
  const frame = root.querySelector<HTMLElement>(".root")!;
  document.documentElement.lang = frame.lang;
  document.documentElement.dir = frame.dir;
});
