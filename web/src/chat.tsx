// The chat in a shadow root: nothing of the page around it comes in, and nothing goes out.

import { createRoot } from "react-dom/client";
import { languageOf, sayDue, sayMoment } from "./i18n";
import type { TokenSource } from "./state/access";
import { Api } from "./state/api";
import { Conversation } from "./state/conversation";
import { Keeper } from "./state/kept";
import { Live } from "./state/live";
import { ReminderList } from "./state/reminders";
import { TaskList } from "./state/tasks";
import css from "./style.css?inline";
import { App } from "./ui/app";
import { Context, type Parts } from "./ui/context";

export interface Options {
  /** The server, such as https://todo.example.org; empty on its own page. */
  base: string;
  /** A token, or what gives one each time it is needed. */
  token?: string | TokenSource;
  /** A language tag; otherwise the browser's. */
  locale?: string;
  /** Otherwise the system's. */
  theme?: "light" | "dark";
  isPage?: boolean;
  /** Whether it begins as its button alone. */
  isClosed?: boolean;
}

/** A chat that is shown. */
export interface Shown {
  /** Take it away again. */
  remove: () => void;
  /** Where the server refused the token, try the one that there is now. */
  renew: () => void;
}

/** Show the chat in a shadow root. */
export async function mount(root: ShadowRoot, options: Options): Promise<Shown> {
  const parts = await made(options);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  const frame = document.createElement("div");
  frame.className = "root";
  frame.lang = parts.language.code;
  frame.dir = parts.language.words.direction;
  // Where a page is read from right to left its corner is the left one, whatever is spoken in it.
  if (getComputedStyle(root.host).direction === "rtl") frame.dataset.side = "left";
  if (options.theme) frame.dataset.theme = options.theme;
  root.append(frame);
  const tree = createRoot(frame);
  tree.render(
    <Context value={parts}>
      <App isPage={options.isPage ?? false} isClosed={options.isClosed ?? false} />
    </Context>,
  );
  if (options.isPage) countInTitle(parts);
  parts.live.start();
  void parts.conversation.start();
  const remove = () => {
    parts.live.stop();
    tree.unmount();
    frame.remove();
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((each) => each !== sheet);
  };
  return { remove, renew: () => parts.api.access.state.refusal && parts.live.again() };
}

// Where the tab's title is all that one sees of the page.
function countInTitle({ reminders }: Parts): void {
  const title = document.title;
  reminders.subscribe(() => {
    const due = reminders.state.due.length;
    document.title = due ? `(${due}) ${title}` : title;
  });
}

async function made({ base, token, locale }: Options): Promise<Parts> {
  const language = await languageOf(locale ? [locale] : navigator.languages);
  const { words } = language;
  const api = new Api(base, token);
  const keeper = new Keeper(base);
  const tasks = new TaskList(api, words);
  const reminders = new ReminderList(api, keeper, (due) =>
    due.due_at
      ? words.dueAt(sayDue(language, { due_date: due.due_at, due_all_day: due.due_all_day }))
      : sayMoment(language, due.remind_at),
  );
  const live: Live = new Live(api, {
    connected() {
      void conversation.connected();
      if (tasks.state.isStale) void tasks.refresh();
    },
    begun() {
      void tasks.refresh();
      void reminders.recall();
    },
    change(change) {
      reminders.changed(change);
      tasks.changed(change);
    },
    reminder: (due) => reminders.remind(due),
  });
  const conversation = new Conversation(
    api,
    keeper,
    words,
    () => live.state.connection !== "live" && void tasks.refresh(),
  );
  return { language, api, conversation, tasks, reminders, live };
}
