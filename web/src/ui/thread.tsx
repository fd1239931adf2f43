// The chat: what was said, what is asked, what may be said next, and where one says it.

import {
  AssistantRuntimeProvider,
  ComposerPrimitive,
  ThreadPrimitive,
  type ThreadMessageLike,
  useAui,
  useExternalStoreRuntime,
} from "@assistant-ui/react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { type Answer, type ChatMessage, isWaiting } from "../state/conversation";
import { useStore } from "../state/store";
import { useParts, useWords } from "./context";
import { Icon } from "./icons";
import { AssistantMessage, UserMessage } from "./message";

const MESSAGES = { UserMessage, AssistantMessage };

export function Thread() {
  const { api, conversation } = useParts();
  const isRefused = useStore(api.access, (state) => state.refusal !== null);
  const messages = useStore(conversation, (chat) => chat.messages);
  const running = useStore(conversation, (chat) => chat.running);
  const runtime = useExternalStoreRuntime({
    messages,
    isRunning: running !== null,
    isSendDisabled: isRefused,
    convertMessage: asPrimitivesHaveIt,
    onNew: async (message) => {
      const text = message.content.map((part) => (part.type === "text" ? part.text : "")).join("");
      conversation.send(text);
    },
    onCancel: () => conversation.stop(),
  });
  return (
    <AssistantRuntimeProvider runtime={runtime}>
      <ThreadPrimitive.Root className="thread">
        <Scroller />
        <Composer />
      </ThreadPrimitive.Root>
      <Announcer />
    </AssistantRuntimeProvider>
  );
}

// Tools and cards read our own message; the primitives are given its text.
function asPrimitivesHaveIt({ id, role, parts, status }: ChatMessage): ThreadMessageLike {
  const text = parts.filter((part) => part.type === "text");
  const told: ThreadMessageLike = { id, role, content: text };
  if (role === "user") return told;
  const ended = { type: "complete", reason: "stop" } as const;
  return { ...told, status: status === "running" ? { type: "running" } : ended };
}

function Scroller() {
  const { conversation } = useParts();
  const words = useWords();
  const isEmpty = useStore(conversation, (chat) => chat.messages.length === 0);
  const isMissing = useStore(conversation, (chat) => chat.isMissing);
  return (
    // Streaming text is no live region: the announcer says each answer once, whole.
    <ThreadPrimitive.Viewport className="scroll" tabIndex={0} role="log" aria-live="off" aria-label={words.conversation}>
      {isEmpty && (isMissing ? <p className="nothing">{words.unreachable}</p> : <Welcome />)}
      <div className="log">
        <ThreadPrimitive.Messages components={MESSAGES} />
        <Approval />
        <QuickReplies />
      </div>
    </ThreadPrimitive.Viewport>
  );
}

function Welcome() {
  const { conversation } = useParts();
  const words = useWords();
  return (
    <div className="welcome">
      <h2>{words.welcome}</h2>
      <p>{words.welcomeText}</p>
      <ul>
        {words.examples.map((example) => (
          <li key={example}>
            <button type="button" className="chip" onClick={() => conversation.send(example)}>
              <span dir="auto">{example}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Approval() {
  const { conversation } = useParts();
  const words = useWords();
  const asked = useStore(conversation, (chat) => chat.interrupt);
  if (!asked) return null;
  const choose = (answer: Answer, label: string) => () => conversation.answer(answer, label);
  const options: [string, Answer][] = asked.choices.length
    ? [...asked.choices.map((choice): [string, Answer] => [choice, { choice }]), [words.neither, null]]
    : [
        [words.yes, { approved: true }],
        [words.no, { approved: false }],
      ];
  return (
    <div className={`approval${asked.choices.length ? " choice" : ""}`} role="group" aria-label={words.approval}>
      <p className="asks">
        <Icon sign="ask" />
        <span dir="auto">{asked.message}</span>
      </p>
      <div className="row">
        {options.map(([label, answer], at) => (
          <button key={label} type="button" className={at === 0 && !asked.choices.length ? "primary" : "chip"} onClick={choose(answer, label)}>
            <span dir="auto">{label}</span>
          </button>
        ))}
      </div>
    </div>
  );
}

function QuickReplies() {
  const { conversation } = useParts();
  const words = useWords();
  const replies = useStore(conversation, (chat) => chat.suggestions);
  if (!replies.length) return null;
  return (
    <div className="row replies" role="group" aria-label={words.quickReplies}>
      {replies.map((reply) => (
        <button key={reply} type="button" className="chip" onClick={() => conversation.send(reply)}>
          <span dir="auto">{reply}</span>
        </button>
      ))}
    </div>
  );
}

function Composer() {
  const { conversation } = useParts();
  const words = useWords();
  const aui = useAui();
  const isRunning = useStore(conversation, (chat) => chat.running !== null);
  const input = useRef<HTMLTextAreaElement>(null);
  const sent = useStore(conversation, (chat) => chat.sent);
  useEffect(() => {
    // A chip or an answer that was pressed is gone, and the focus with it. A finger wants no keyboard.
    const root = input.current!.getRootNode() as ShadowRoot;
    if (sent && !root.activeElement && matchMedia("(hover: hover)").matches) input.current!.focus();
  }, [sent]);
  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== "ArrowUp" || event.currentTarget.value || !conversation.lastSaid) return;
    event.preventDefault();
    aui.composer().setText(conversation.lastSaid);
  };
  return (
    <ComposerPrimitive.Root className="composer">
      <ComposerPrimitive.Input
        asChild // its own measures itself by a twin in the page, whose style it would take on
        aria-label={words.message}
        placeholder={words.placeholder}
        cancelOnEscape={false}
        onKeyDown={onKey}
      >
        <textarea className="input" ref={input} rows={1} maxLength={4000} enterKeyHint="send" />
      </ComposerPrimitive.Input>
      {isRunning ? (
        <Stop />
      ) : (
        <ComposerPrimitive.Send className="round primary" aria-label={words.send}>
          <Icon sign="send" />
        </ComposerPrimitive.Send>
      )}
    </ComposerPrimitive.Root>
  );
}

/** Ends the answer; where the server is away, the waiting for it. */
function Stop() {
  const { conversation } = useParts();
  const words = useWords();
  const isStopping = useStore(conversation, (chat) => chat.isStopping);
  const isAway = useStore(conversation, isWaiting);
  const label = isStopping ? words.stopping : isAway ? words.giveUp : words.stop;
  const end = () => (isAway ? conversation.giveUp() : conversation.stop());
  return (
    <button type="button" className="round stop" disabled={isStopping} aria-label={label} onClick={end}>
      <Icon sign="stop" />
    </button>
  );
}

/** Says that an answer is on its way, and then all of it once. */
function Announcer() {
  const { conversation } = useParts();
  const words = useWords();
  const isRunning = useStore(conversation, (chat) => chat.running !== null);
  const heard = useStore(conversation, (chat) => chat.heard);
  return (
    <p className="unseen" role="status">
      {isRunning ? words.replying : heard}
    </p>
  );
}
