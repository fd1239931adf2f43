// A React component for pages that have React already: `const TodoChat = todoChat(React)`.

import type ReactModule from "react";
import type { Options } from "./chat";

/** Return the component, made with the page's own React; its properties are those of `mount`. */
export function todoChat(react: Pick<typeof ReactModule, "createElement" | "useEffect" | "useRef">) {
  return function TodoChat(options: Options) {
    const host = react.useRef<HTMLElement>(null);
    react.useEffect(() => {
      const element = host.current!;
      const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
      const shown = import("./chat").then(({ mount }) => mount(root, options));
      return () => void shown.then((takeAway) => takeAway());
    }, [options.base, options.locale, options.theme]);
    return react.createElement("evolution-todo", { ref: host });
  };
}
