// The types of component.js, to be kept beside the code of a page that uses it.
import type * as React from "react";

export interface TodoChatProps {
  /** The server, such as https://todo.example.org; empty on its own page. */
  base: string;
  /** A token, or what gives one each time it is needed. */
  token?: string | (() => string | Promise<string>);
  /** A language tag, `en`, `de` or `ur`; otherwise the browser's. */
  locale?: string;
  /** Otherwise the system's. */
  theme?: "light" | "dark";
  /** Whether it begins as its button alone. */
  closed?: boolean;
}

/** Return the component, made with the page's own React. */
export function todoChat(
  react: Pick<typeof React, "createElement" | "useEffect" | "useRef">,
): (props: TodoChatProps) => React.ReactElement;
