// What was said and done: the person's words, the assistant's, its tools in human words, its tasks.

import { MessagePrimitive, useAuiState } from "@assistant-ui/react";
import { useEffect, useMemo } from "react";
import type { ChatMessage } from "../state/conversation";
import { useStore } from "../state/store";
import type { ToolPart } from "../state/telling";
import { useParts, useWords } from "./context";
import { Icon } from "./icons";
import { Said } from "./markdown";
import { TaskRow } from "./task";

const MOST_CARDS = 5;

// Made once: a component made anew at each token would be another one each time.
const SAYING = { Text: ({ text }: { text: string }) => <p dir="auto">{text}</p> };
const ANSWER = { Text: ({ text }: { text: string }) => <Said text={text} />, Empty: () => null };

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
      {!useIsAsked() && <MessagePrimitive.Parts components={ANSWER} />}
      <Delivery />
    </MessagePrimitive.Root>
  );
}

function useMessage(): ChatMessage | undefined {
  const id = useAuiState((state) => state.message.id);
  const { conversation } = useParts();
  return useStore(conversation, (chat) => chat.messages.find((each) => each.id === id));
}

/** Whether the text is no more than the question, which stands in the card that answers it. */
function useIsAsked(): boolean {
  const message = useMessage();
  const { conversation } = useParts();
  const asked = useStore(conversation, (chat) => chat.interrupt);
  const last = useStore(conversation, (chat) => chat.messages.at(-1));
  const text = message?.parts.find((part) => part.type === "text")?.text ?? "";
  return asked !== null && message === last && text.startsWith(asked.message);
}

/** What goes before the text: the tools at work, then the tasks that they concerned. */
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
      {isSilent && tools.every((tool) => tool.result !== undefined) && <Dots />}
      <Cards tools={tools} />
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

const nameOf = ({ name, args }: ToolPart) =>
  name === "set_tasks_completed" && args.completed === false ? "reopen" : name;

function count({ args, result }: ToolPart): number {
  const results = (result as { results?: unknown[] } | null | undefined)?.results;
  const given = (args.tasks ?? args.updates) as unknown[] | undefined;
  return results?.length || given?.length || 1;
}

function Cards({ tools }: { tools: ToolPart[] }) {
  const { tasks } = useParts();
  const words = useWords();
  const byId = useStore(tasks, (state) => state.byId);
  const all = useMemo(() => idsIn(tools), [tools]);
  const ids = all.slice(0, MOST_CARDS);
  const key = ids.join();
  useEffect(() => tasks.watch(key ? key.split(",").map(Number) : []), [key, tasks]);
  const shown = ids.map((id) => byId[id]).filter((task) => task !== undefined);
  if (!shown.length) return null;
  return (
    <div className="card">
      <ul className="rows">
        {shown.map((task) => (
          <TaskRow key={task.id} task={task} />
        ))}
      </ul>
      {all.length > ids.length && <p className="more">{words.moreTasks(all.length - ids.length)}</p>}
    </div>
  );
}

const TELL_OF_TASKS = new Set(["add_tasks", "update_tasks", "set_tasks_completed", "find_tasks", "get_task", "get_overview"]);

/** The ids of the tasks that tools gave, each once, the latest call's place. */
function idsIn(tools: ToolPart[]): number[] {
  const ids = new Set<number>();
  for (const { name, result } of tools) {
    if (!TELL_OF_TASKS.has(name) || typeof result !== "object" || result === null) continue;
    const given = result as Record<string, unknown>;
    const groups = [given.results, given.items, given.overdue, given.today, given.upcoming].filter(Array.isArray);
    for (const item of [...groups.flat(), given]) {
      const id = (item.task ?? item).id;
      if (typeof id === "number") ids.add(id);
    }
  }
  return [...ids];
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
