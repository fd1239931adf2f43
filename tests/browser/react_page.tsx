// A page with a React of its own, which shows the component and takes it away again.
import * as React from "react";
import { createRoot } from "react-dom/client";
import type * as component from "./component";

const { todoChat }: typeof component = await import(/* @vite-ignore */ `${location.origin}/static/component.js`);
const TodoChat = todoChat(React);

function Page() {
  const [isShown, show] = React.useState(true);
  const [theme, paint] = React.useState<"light" | "dark">("light");
  const [token, give] = React.useState("stale");
  return (
    <React.StrictMode>
      <button onClick={() => give(document.title)}>Sign in</button>
      <button onClick={() => paint("dark")}>Paint it dark</button>
      <button onClick={() => show(false)}>Take it away</button>
      {isShown && <TodoChat base="" locale="en" theme={theme} token={token} closed />}
    </React.StrictMode>
  );
}

createRoot(document.body.appendChild(document.createElement("div"))).render(<Page />);
