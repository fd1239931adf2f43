// What was said and done: the person's words, the assistant's, its tools in human words, its tasks.

import { MessagePrimitive, useAuiState } from "@assistant-ui/react";
import { useEffect, useMemo, useState } from "react";
import type { ChatMessage } from "../state/conversation";
import { useStore } from "../state/store";
import type { ToolPart } from "../state/telling";
import { useParts, useWords } from "./context";
import { Icon } from "./icons";
import { besideCards } from "./listing";
import { Said } from "./markdown";
import { TaskRow } from "./task";

const MOST_CARDS = 5;

// Made once: a component made anew at each token would be another one each time.
const SAYING = { Text: ({ text }: { text: string }) => <p dir="auto">{text}</p> };
const ANSWER = { Text: Answer, Empty: () => null };

export function UserMessage() {
  return (
    <MessagePrimitive.Root className="message user">
      <MessagePrimitive.Parts components={SAYING} />
    </MessagePrimitive.Root>
  );
}

export function AssistantMessage() {
  return (
    <MessagePrimitive.Root className="message assistant">
      <Doings />
      <MessagePrimitive.Parts components={ANSWER} />
      <Cards />
      <Delivery />
    </MessagePrimitive.Root>
  );
}

function useMessage(): ChatMessage | undefined {
  const id = useAuiState((state) => state.message.id);
  const { conversation } = useParts();
  return useStore(conversation, (chat) => chat.messages.find((each) => each.id === id));
}

/** Give the text up to the question, which stands in the card that answers it. */
function useUnasked(text: string): string {
  const message = useMessage();
  const { conversation } = useParts();
  const asked = useStore(conversation, (chat) => chat.interrupt);
  const last = useStore(conversation, (chat) => chat.messages.at(-1));
  const at = asked && message === last ? text.indexOf(asked.message) : -1;
  return at < 0 ? text : text.slice(0, at).trimEnd();
}

/** The text; tasks that stand in cards below it are not listed in it too. */
function Answer({ text }: { text: string }) {
  const message = useMessage();
  const numbers = new Set(useConcerned().map((task) => task.number));
  const said = besideCards(useUnasked(text), numbers, message?.status !== "running");
  return said ? <Said text={said} /> : null;
}

/** What goes before the text: the tools at work. */
function Doings() {
  const message = useMessage();
  const tools = message?.parts.filter((part) => part.type === "tool") ?? [];
  const isSilent = message?.status === "running" && message.parts.every((part) => part.type !== "text" || !part.text);
  if (!tools.length && !isSilent) return null;
  return (
    <>
      {tools.length > 0 && (
        <ul className="tools">
          {tools.map((tool) => (
            <Tool key={tool.id} tool={tool} isRunning={message?.status === "running"} />
          ))}
        </ul>
      )}
      {isSilent && !message?.note && tools.every((tool) => tool.result !== undefined) && <Dots />}
    </>
  );
}

function Tool({ tool, isRunning }: { tool: ToolPart; isRunning: boolean }) {
  const words = useWords();
  const [doing, done] = words.tools[nameOf(tool)] ?? words.tools.other!;
  const isPending = tool.result === undefined && isRunning;
  const isAsking = tool.name === "ask_person";
  const failed = tool.ok === false && !isAsking;
  const text = isPending ? `${doing(count(tool))}…` : failed ? words.didNotWork(doing(count(tool))) : done(count(tool));
  return (
    <li className={`tool${failed ? " failed" : ""}`}>
      {isPending ? <span className="spinner" aria-hidden="true" /> : <Icon sign={failed ? "close" : isAsking ? "ask" : "check"} />}
      {text}
    </li>
  );
}

function nameOf({ name, args, result }: ToolPart): string {
  if (name === "set_tasks_completed" && args.completed === false) return "reopen";
  // Nothing was taken back: it found what may be, and that is asked about.
  if (name === "undo" && (result as { candidate?: unknown } | null | undefined)?.candidate) return "changes_since";
  return name;
}

function count({ args, result }: ToolPart): number {
  const results = (result as { results?: unknown[] } | null | undefined)?.results;
  const given = (args.tasks ?? args.updates) as unknown[] | undefined;
  return results?.length || given?.length || 1;
}

/** The tasks that a message concerned, but for those that are gone. */
function useConcerned(): Concerned[] {
  const { tasks } = useParts();
  const parts = useMessage()?.parts;
  const all = useMemo(() => concernedBy(parts?.filter((part) => part.type === "tool") ?? []), [parts]);
  useStore(tasks, (state) => state.byId);
  return all.filter(({ id }) => !tasks.gone.has(id));
}

// They come with the text, which stands above them.
function Cards() {
  const { tasks } = useParts();
  const words = useWords();
  const message = useMessage();
  const [isWhole, showAll] = useState(false);
  const byId = useStore(tasks, (state) => state.byId);
  const all = useConcerned();
  const some = isWhole ? all : all.slice(0, MOST_CARDS);
  const key = some.map(({ id }) => id).join();
  useEffect(() => tasks.watch(key ? key.split(",").map(Number) : []), [key, tasks]);
  const isTold = message?.status !== "running" || message.parts.some((part) => part.type === "text" && part.text);
  const shown = some.map(({ id }) => byId[id]).filter((task) => task !== undefined);
  if (!isTold || !shown.length) return null;
  return (
    <div className="card">
      <ul className="rows">
        {shown.map((task) => (
          <TaskRow key={task.id} task={task} />
        ))}
      </ul>
      {all.length > some.length && (
        <button type="button" className="more" onClick={() => showAll(true)}>
          {words.moreTasks(all.length - some.length)}
        </button>
      )}
    </div>
  );
}

const TELL_OF_TASKS = new Set(["add_tasks", "update_tasks", "set_tasks_completed", "find_tasks", "get_task", "get_overview"]);

/** What was only looked through on the way to a change is not shown. */
const LOOK_AT_TASKS = new Set(["find_tasks", "get_task", "get_overview"]);
const CHANGE_TASKS = /^(add|update|set|delete)_|^undo$/;

interface Concerned {
  id: number;
  number: number;
}

/** The tasks that tools gave, each once, in the order in which they were told. */
function concernedBy(tools: ToolPart[]): Concerned[] {
  const found = new Map<number, number>();
  const changed = tools.some(({ name, result }) => CHANGE_TASKS.test(name) && result);
  for (const { name, result } of tools) {
    if (changed && LOOK_AT_TASKS.has(name)) continue;
    if (!TELL_OF_TASKS.has(name) || typeof result !== "object" || result === null) continue;
    const given = result as Record<string, unknown>;
    const groups = [given.results, given.items, given.overdue, given.today, given.upcoming].filter(Array.isArray);
    for (const item of [...groups.flat(), given]) {
      const { id, number } = item.task ?? item;
      if (typeof id === "number") found.set(id, number);
    }
  }
  return [...found].map(([id, number]) => ({ id, number }));
}

function Delivery() {
  const message = useMessage();
  const { conversation } = useParts();
  const words = useWords();
  if (!message?.note) return null;
  const isOwed = message.status === "running";
  return (
    <p className={`note${message.status === "failed" ? " failed" : ""}`}>
      <bdi>{message.note}</bdi>{" "}
      {(isOwed || message.canRetry) && (
        <button type="button" className="link" onClick={() => conversation.retry()}>
          {isOwed ? words.retryNow : words.retry}
        </button>
      )}{" "}
      {isOwed && (
        <button type="button" className="link" onClick={() => conversation.giveUp()}>
          {words.giveUp}
        </button>
      )}
    </p>
  );
}

function Dots() {
  return (
    <span className="dots" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
  );
}
