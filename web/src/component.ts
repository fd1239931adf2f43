// A React component for pages that have React already: `const TodoChat = todoChat(React)`.

import type { Shown } from "./chat";
import type * as described from "../public/component";

/** Return the component, made with the page's own React; a new token is taken up as it is. */
export const todoChat: typeof described.todoChat = (react) =>
  function TodoChat({ base, token, locale, theme, closed }) {
    const host = react.useRef<HTMLElement>(null);
    const shown = react.useRef<Promise<Shown>>(null);
    const latest = react.useRef(token);
    latest.current = token;
    react.useEffect(() => {
      const element = host.current!;
      const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
      const given = () => (typeof latest.current === "function" ? latest.current() : (latest.current ?? ""));
      const options = {
        base,
        ...(token !== undefined && { token: given }),
        ...(locale && { locale }),
        ...(theme && { theme }),
        isClosed: closed ?? false,
      };
      const mounted = (shown.current = import("./chat").then(({ mount }) => mount(root, options)));
      return () => void mounted.then(({ remove }) => remove());
    }, [base, locale, theme]);
    const constant = typeof token === "function" ? "" : token;
    react.useEffect(() => void shown.current?.then(({ renew }) => renew()), [constant]);
    return react.createElement("evolution-todo", { ref: host });
  };
