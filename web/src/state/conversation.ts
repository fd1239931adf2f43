// The conversation: sending, the answer as it comes, stopping, and never sending twice.

import type { Words } from "../i18n";
import { told } from "../i18n/problems";
import type { Api } from "./api";
import { Problem, newId } from "./api";
import type { Keeper } from "./kept";
import { Wait, pauseAfter } from "./patience";
import { Store } from "./store";
import { answerTo, storedMessages } from "./stored";
import { Telling, type TextPart, type ToolPart } from "./telling";

export interface ChatMessage {
  id: string;
  role: "user" | "assistant";
  parts: (TextPart | ToolPart)[];
  status: "running" | "complete" | "failed";
  /** What is said of its delivery: that it is tried again, or why it failed. */
  note?: string;
  canRetry?: boolean;
}

/** What the assistant asks: a yes or no, or a choice. */
export interface Interrupt {
  id: string;
  reason: string;
  message: string;
  choices: string[];
}

export type Answer = { approved: boolean } | { choice: string } | null;

/** A message on its way, or the answer to a question. */
export interface Pending {
  id: string;
  text: string;
  resume?: { interruptId: string; status: string; payload?: unknown };
}

export interface Chat {
  messages: ChatMessage[];
  /** The id of the message that is being answered. */
  running: string | null;
  isStopping: boolean;
  suggestions: string[];
  interrupt: Interrupt | null;
  /** The last answer, for those who hear and do not see. */
  heard: string;
  /** Whether what was said before could not be loaded yet. */
  isMissing: boolean;
  /** Rises with each message of the person's own. */
  sent: number;
}

const MOST_FAILURES = 2; // that the server told of, before they are shown

/** Whether the answer is owed, and the server is away. */
export const isWaiting = ({ running, messages }: Chat) => running !== null && !!messages.at(-1)?.note;

export class Conversation extends Store<Chat> {
  #thread: string;
  #isUnused: boolean; // neither begun nor chosen: the first that another tab begins is this one's too
  #leave = new AbortController();
  #wait = new Wait();
  #unanswered: Pending | null = null; // the message that may be sent again
  lastSaid = "";

  /** `settled` is called after each answer, since it may have changed tasks. */
  constructor(
    readonly api: Api,
    readonly keeper: Keeper,
    readonly words: Words,
    readonly settled: (answer: ChatMessage) => void,
  ) {
    super(empty());
    this.#thread = keeper.value.thread ?? newId();
    this.#isUnused = !keeper.value.thread;
    keeper.listen((kept) => {
      if (this.#isUnused && kept.thread) this.#thread = kept.thread;
      if (kept.thread === this.#thread && !kept.pending && !this.state.running) void this.open(this.#thread);
    });
  }

  get thread(): string {
    return this.#thread;
  }

  /** Show the kept conversation, and go on with a message that was not answered yet. */
  async start(): Promise<void> {
    const { thread, pending } = this.keeper.value;
    if (thread) await this.open(thread);
    if (pending) void this.#deliver(pending, this.#show(pending));
  }

  /** Go on with what could not be done while the server was away. */
  async connected(): Promise<void> {
    if (this.state.running) this.#wait.end();
    if (!this.state.isMissing) return;
    const thread = this.#thread;
    const before = await this.#stored(thread);
    if (this.#thread !== thread || !before) return;
    const isShown = new Set(this.state.messages.map((each) => each.id));
    const messages = [...before.filter((each) => !isShown.has(each.id)), ...this.state.messages];
    this.set({ messages, isMissing: false, ...(!isShown.size && this.#offers()) });
  }

  /** Begin a conversation. */
  fresh(): void {
    this.#leaveRunning();
    this.#thread = newId();
    this.#isUnused = false;
    this.keeper.keep({ thread: undefined, pending: null, suggestions: [], interrupt: null });
    this.set(empty());
  }

  /** Show a conversation from its stored messages. */
  async open(thread: string): Promise<void> {
    this.#leaveRunning();
    const isSame = thread === this.keeper.value.thread;
    if (!isSame) this.keeper.keep({ thread, pending: null, suggestions: [], interrupt: null });
    this.#thread = thread;
    this.#isUnused = false;
    const messages = await this.#stored(thread);
    if (this.#thread !== thread) return;
    this.set({ ...empty(), ...(messages ? { messages, ...this.#offers() } : { isMissing: true }) });
  }

  /** Send a text as the person's next message. */
  send(text: string): void {
    if (this.state.running || !text.trim()) return;
    this.lastSaid = text;
    this.#begin({ id: newId(), text });
  }

  /** Answer what the assistant asks; null cancels it. */
  answer(answer: Answer, label: string): void {
    const { interrupt, running } = this.state;
    if (running || !interrupt) return;
    const status = answer === null ? "cancelled" : "resolved";
    const resume = { interruptId: interrupt.id, status, ...(answer && { payload: answer }) };
    this.#begin({ id: newId(), text: label, resume });
  }

  /** Ask for an end after the step that runs; what is done stays done. */
  async stop(): Promise<void> {
    const { running } = this.state;
    if (!running) return;
    this.set({ isStopping: true });
    try {
      await this.api.call("POST", `/api/chat/${encodeURIComponent(running)}/stop`, { body: {} });
    } catch {
      this.set({ isStopping: false }); // it may be pressed again
    }
  }

  /** Send a message that was not answered again, as the same one: now, if it is waiting to be. */
  retry(): void {
    if (this.state.running) return this.#wait.end();
    const message = this.state.messages.at(-1);
    if (!this.#unanswered || !message) return;
    this.keeper.keep({ pending: this.#unanswered });
    void this.#deliver(this.#unanswered, message.id);
  }

  /** Wait no longer for an answer; whether the message was acted on is not known. */
  giveUp(): void {
    const message = this.state.messages.at(-1);
    if (!this.state.running || !message) return;
    this.#leaveRunning();
    this.keeper.keep({ pending: null });
    this.#failed(message.id, this.words.gaveUp, true);
  }

  #begin(pending: Pending): void {
    this.#isUnused = false;
    this.keeper.keep({ thread: this.#thread, pending, suggestions: [], interrupt: null });
    void this.#deliver(pending, this.#show(pending));
  }

  #show({ id, text }: Pending): string {
    const answer = answerTo(id);
    const told: ChatMessage[] = [
      { id, role: "user", parts: [{ type: "text", text }], status: "complete" },
      { id: answer, role: "assistant", parts: [], status: "running" },
    ];
    const others = this.state.messages.filter((each) => each.id !== id);
    const earlier = others.map((each) => (each.canRetry ? { ...each, canRetry: false } : each));
    this.set({ messages: [...earlier, ...told], sent: this.state.sent + 1 });
    return answer;
  }

  // One message until its answer, or until it is plain that there will be none.
  async #deliver(pending: Pending, answer: string): Promise<void> {
    const { signal } = (this.#leave = new AbortController());
    this.#unanswered = pending;
    this.set({ running: pending.id, isStopping: false, suggestions: [], interrupt: null });
    this.#change(answer, { status: "running", note: "", canRetry: false });
    try {
      await this.#untilAnswered(pending, answer, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Problem)) throw error;
      if (error.isFinal) this.keeper.keep({ pending: null });
      this.#failed(answer, told(this.words, error), !error.isFinal);
    }
    if (!signal.aborted) this.set({ running: null, isStopping: false });
  }

  // A lost connection is taken up again under the same id, and the server gives what it has of that
  // turn instead of beginning another. A server that is away is asked for as long as it takes.
  async #untilAnswered(pending: Pending, answer: string, signal: AbortSignal): Promise<void> {
    let failures = 0;
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      try {
        return await this.#follow(pending, answer, signal);
      } catch (error) {
        if (signal.aborted || !(error instanceof Problem)) throw error;
        if (error.isFinal || (!error.isPassing && (failures += 1) > MOST_FAILURES)) throw error;
        await this.#pause(error, answer, attempt);
      }
    }
  }

  #pause(problem: Problem, answer: string, attempt: number): Promise<void> {
    const { access } = this.api;
    if (access.state.refusal) {
      this.#change(answer, { note: this.words.unanswered });
      return this.#wait.until(access.accepted());
    }
    const why = problem.isExplained ? told(this.words, problem) : this.words.lost;
    this.#change(answer, { note: `${why} ${this.words.again}` });
    return this.#wait.for(pauseAfter(attempt));
  }

  async #follow(pending: Pending, answer: string, signal: AbortSignal): Promise<void> {
    const said = pending.resume
      ? { messages: [], resume: [pending.resume] }
      : { messages: [{ id: pending.id, role: "user", content: pending.text }] };
    const body = { threadId: this.#thread, runId: newId(), protocolVersion: "1.0", ...said };
    const telling = new Telling();
    let isFinished = false;
    for await (const { data } of this.api.stream("POST", "/agui", { body, signal })) {
      const event = JSON.parse(data);
      if (event.type === "RUN_ERROR") throw new Problem({ detail: event.message, code: event.code }, 500);
      if (event.type === "STATE_SNAPSHOT") this.#place(event.snapshot);
      if (telling.take(event)) this.#change(answer, { parts: telling.parts, status: "running", note: "" });
      if (event.type !== "RUN_FINISHED") continue;
      this.#finish(event, telling, answer);
      isFinished = true; // and the stream ends by itself
    }
    if (!isFinished) throw new Problem({ code: "connection_lost", detail: this.words.lost });
  }

  // The conversation has an id of its own, and a resumed question's message too.
  #place(state: { conversation_id: string; message_id: string }): void {
    this.#thread = state.conversation_id;
    if (this.state.running) this.set({ running: state.message_id });
    this.keeper.keep({ thread: state.conversation_id });
  }

  #finish(event: { outcome?: { interrupts?: any[] } }, telling: Telling, answer: string): void {
    const asked = event.outcome?.interrupts?.[0];
    const interrupt = asked ? interruptOf(asked) : null;
    const suggestions = interrupt ? [] : telling.suggestions;
    this.keeper.keep({ pending: null, suggestions, interrupt });
    this.#change(answer, { parts: telling.settled, status: "complete", note: "" });
    this.set({ suggestions, interrupt, heard: telling.response });
    this.settled(this.state.messages.find((each) => each.id === answer)!);
  }

  #failed(answer: string, note: string, canRetry: boolean): void {
    this.#change(answer, { status: "failed", note, canRetry });
    this.set({ heard: note });
  }

  #change(id: string, changes: Partial<ChatMessage>): void {
    const messages = this.state.messages.map((each) => (each.id === id ? { ...each, ...changes } : each));
    this.set({ messages });
  }

  #leaveRunning(): void {
    this.#leave.abort();
    this.#wait.end();
    this.set({ running: null });
  }

  #offers(): Pick<Chat, "suggestions" | "interrupt"> {
    const { suggestions = [], interrupt = null } = this.keeper.value;
    return { suggestions, interrupt };
  }

  // What waits for its answer is shown as such, and not from the store; null where that is away.
  async #stored(thread: string): Promise<ChatMessage[] | null> {
    try {
      const messages = await storedMessages(this.api, thread);
      const waiting = this.keeper.value.pending?.id ?? "";
      return messages.filter(({ id }) => id !== waiting && id !== answerTo(waiting));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return null;
    }
  }
}

const empty = (): Chat => ({
  messages: [],
  running: null,
  isStopping: false,
  suggestions: [],
  interrupt: null,
  heard: "",
  isMissing: false,
  sent: 0,
});

function interruptOf(asked: any): Interrupt {
  const choices: string[] = asked.responseSchema?.properties?.choice?.enum ?? [];
  return { id: asked.id, reason: asked.reason, message: asked.message, choices };
}
