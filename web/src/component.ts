// A React component for pages that have React already: `const TodoChat = todoChat(React)`.

import type * as described from "../public/component";

/** Return the component, made with the page's own React; a new token is taken up as it is. */
export const todoChat: typeof described.todoChat = (react) =>
  function TodoChat({ base, token, locale, theme, closed }) {
    const host = react.useRef<HTMLElement>(null);
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
      const shown = import("./chat").then(({ mount }) => mount(root, options));
      return () => void shown.then((takeAway) => takeAway());
    }, [base, locale, theme]);
    return react.createElement("evolution-todo", { ref: host });
  };
