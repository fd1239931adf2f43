// The whole: a panel at the corner of any page, or the page itself with the list beside the chat.

import { Suspense, lazy, useEffect, useRef, useState } from "react";
import { useStore } from "../state/store";
import { useParts, useWords } from "./context";
import { Icon, type Sign } from "./icons";
import { ConflictSheet, ConnectionLine, DueReminders, Shut, ToastLine } from "./notices";
import { Thread } from "./thread";

const List = lazy(() => import("./list"));
const History = lazy(() => import("./history"));

type View = "chat" | "tasks";

const WIDE = "(min-width: 900px)";

/** `isPage`: it is all that there is; otherwise it opens and closes. */
export function App({ isPage, isClosed }: { isPage: boolean; isClosed: boolean }) {
  const [isOpen, setOpen] = useState(!isClosed);
  const words = useWords();
  const opener = useRef<HTMLButtonElement>(null);
  useShortcut(() => setOpen(true));
  if (isPage) return <Panel isPage />;
  const close = () => {
    setOpen(false);
    requestAnimationFrame(() => opener.current?.focus());
  };
  if (isOpen) return <Panel isPage={false} close={close} />;
  return (
    <button type="button" className="opener" ref={opener} aria-label={words.openChat} aria-expanded={false} onClick={() => setOpen(true)}>
      <Icon sign="check" />
      <DueCount />
    </button>
  );
}

function Panel({ isPage, close }: { isPage: boolean; close?: () => void }) {
  const words = useWords();
  const { api, conversation } = useParts();
  const refusal = useStore(api.access, (state) => state.refusal);
  const isEmpty = useStore(conversation, (chat) => chat.messages.length === 0);
  const [view, setView] = useState<View>("chat");
  const [isPast, setPast] = useState(false);
  const isShut = refusal !== null && isEmpty;
  const isWide = useWide() && isPage;
  const root = useRef<HTMLElement>(null);
  const toComposer = () => root.current?.querySelector("textarea")?.focus();
  useEffect(toComposer, []);
  useEffect(() => {
    if (!isShut && document.activeElement === document.body) toComposer(); // what had the focus is gone
  }, [isShut]);
  useShortcut(() => {
    setView("chat");
    requestAnimationFrame(toComposer);
  });
  const begin = () => {
    conversation.fresh();
    setView("chat");
    requestAnimationFrame(toComposer);
  };
  const leavePast = () => {
    setPast(false);
    requestAnimationFrame(() => root.current?.querySelector<HTMLElement>("[data-past]")?.focus());
  };
  const sheet = isPast && (
    <Suspense>
      <History close={leavePast} />
    </Suspense>
  );
  const Frame = isPage ? "main" : "section";
  return (
    <Frame
      ref={root}
      className={`panel${isPage ? " page" : ""}`}
      {...(!isPage && { role: "dialog", "aria-label": words.name })}
      onKeyDown={(event) => event.key === "Escape" && !event.nativeEvent.isComposing && close?.()}
    >
      <header className="bar">
        <Brand isPage={isPage} />
        {!isShut && !isWide && <Views view={view} choose={setView} />}
        {!isShut && <HeadButton sign="history" label={words.history} past onClick={() => setPast(true)} />}
        {!isShut && <HeadButton sign="plus" label={words.newChat} onClick={begin} />}
        {close && <HeadButton sign="close" label={words.close} onClick={close} />}
      </header>
      {!isShut && <ConnectionLine />}
      <DueReminders />
      {isShut ? (
        <Shut refusal={refusal} />
      ) : (
        <div className="views">
          {(isWide || view === "chat") && <Thread />}
          {(isWide || view === "tasks") && (
            <Suspense fallback={<p className="nothing list">{words.loading}</p>}>
              <List foot={isWide && <ToastLine />} />
            </Suspense>
          )}
        </div>
      )}
      {!isWide && <ToastLine />}
      {sheet}
      <ConflictSheet />
    </Frame>
  );
}

function Brand({ isPage }: { isPage: boolean }) {
  const words = useWords();
  const Heading = isPage ? "h1" : "h2";
  return (
    <Heading className="brand">
      <span className="mark-of-ours" aria-hidden="true"><Icon sign="check" /></span>
      <span className="name">{words.name}</span>
    </Heading>
  );
}

function Views({ view, choose }: { view: View; choose: (view: View) => void }) {
  const words = useWords();
  return (
    <div className="switch" role="group" aria-label={words.name}>
      {(["chat", "tasks"] as const).map((each) => (
        <button key={each} type="button" aria-pressed={view === each} onClick={() => choose(each)}>
          {words[each]}
        </button>
      ))}
    </div>
  );
}

function HeadButton({ sign, label, past, onClick }: { sign: Sign; label: string; past?: boolean; onClick: () => void }) {
  return (
    <button type="button" className="sign" aria-label={label} title={label} onClick={onClick} {...(past && { "data-past": "" })}>
      <Icon sign={sign} />
    </button>
  );
}

function DueCount() {
  const { reminders } = useParts();
  const due = useStore(reminders, (state) => state.due.length);
  return due ? <span className="count">{due}</span> : null;
}

function useShortcut(act: () => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "k" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

function useWide(): boolean {
  const [isWide, set] = useState(() => matchMedia(WIDE).matches);
  useEffect(() => {
    const query = matchMedia(WIDE);
    const onChange = () => set(query.matches);
    query.addEventListener("change", onChange);
    return () => query.removeEventListener("change", onChange);
  }, []);
  return isWide;
}
