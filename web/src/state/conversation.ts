// The conversation: sending, the answer as it comes, stopping, and never sending twice.

import type { Api } from "./api";
import { Problem, newId } from "./api";
import type { Keeper } from "./kept";
import { Store } from "./store";
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
  /** Rises with each message of the person's own. */
  sent: number;
}

interface Stored {
  id: number;
  role: "user" | "assistant";
  content: string;
  message_id: string;
  tool_calls: { id: string; name: string; arguments: Record<string, unknown>; result?: unknown; ok: boolean }[];
}

const RETRY_MS = [1000, 2000, 4000, 8000, 8000];

export class Conversation extends Store<Chat> {
  #thread: string;
  #isUnused: boolean; // neither begun nor chosen: the first that another tab begins is this one's too
  #leave = new AbortController();
  lastSaid = "";

  /** `settled` is called after each answer, since it may have changed tasks. */
  constructor(
    readonly api: Api,
    readonly keeper: Keeper,
    readonly words: { lost: () => string; again: () => string },
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
    const offers = isSame ? this.keeper.value : { suggestions: [], interrupt: null };
    if (!isSame) this.keeper.keep({ thread, pending: null, ...offers });
    this.#thread = thread;
    this.#isUnused = false;
    const messages = await this.#stored(thread);
    if (this.#thread !== thread) return;
    const { suggestions = [], interrupt = null } = offers;
    this.set({ ...empty(), messages, suggestions, interrupt });
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

  /** Send a message that failed again, as the same one. */
  retry(): void {
    const { pending } = this.keeper.value;
    const message = this.state.messages.at(-1);
    if (pending && message) void this.#deliver(pending, message.id);
  }

  #begin(pending: Pending): void {
    this.#isUnused = false;
    this.keeper.keep({ thread: this.#thread, pending, suggestions: [], interrupt: null });
    void this.#deliver(pending, this.#show(pending));
  }

  #show({ id, text }: Pending): string {
    const answer = `${id}-answer`;
    const told: ChatMessage[] = [
      { id, role: "user", parts: [{ type: "text", text }], status: "complete" },
      { id: answer, role: "assistant", parts: [], status: "running" },
    ];
    const earlier = this.state.messages.filter((each) => each.id !== id);
    this.set({ messages: [...earlier, ...told], sent: this.state.sent + 1 });
    return answer;
  }

  // One message until its answer: a lost connection is taken up again under the same id, and the
  // server gives what it has of that turn instead of beginning another.
  async #deliver(pending: Pending, answer: string): Promise<void> {
    const leave = (this.#leave = new AbortController());
    this.set({ running: pending.id, isStopping: false, suggestions: [], interrupt: null });
    this.#change(answer, { status: "running", note: "", canRetry: false });
    for (let attempt = 0; !leave.signal.aborted; attempt += 1) {
      try {
        await this.#follow(pending, answer, leave.signal);
        break;
      } catch (error) {
        if (leave.signal.aborted) return;
        if (!(error instanceof Problem)) throw error;
        if (!error.isPassing || attempt >= RETRY_MS.length) {
          this.#fail(error, answer);
          break;
        }
        this.#change(answer, { note: `${this.words.lost()} ${this.words.again()}` });
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS[attempt]));
      }
    }
    if (!leave.signal.aborted) this.set({ running: null, isStopping: false });
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
      if (event.type === "RUN_ERROR") throw new Problem({ detail: event.message, code: event.code }, 503);
      if (event.type === "STATE_SNAPSHOT") this.#place(event.snapshot);
      if (telling.take(event)) this.#change(answer, { parts: telling.parts, status: "running", note: "" });
      if (event.type !== "RUN_FINISHED") continue;
      this.#finish(event, telling, answer);
      isFinished = true; // and the stream ends by itself
    }
    if (!isFinished) throw new Problem({ code: "connection_lost", detail: this.words.lost() });
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

  #fail(problem: Problem, answer: string): void {
    if (problem.isFinal) this.keeper.keep({ pending: null });
    const note = `${sentence(problem.message)} ${problem.nextStep}`.trim();
    this.#change(answer, { status: "failed", note, canRetry: !problem.isFinal });
    this.set({ heard: note });
  }

  #change(id: string, changes: Partial<ChatMessage>): void {
    const messages = this.state.messages.map((each) => (each.id === id ? { ...each, ...changes } : each));
    this.set({ messages });
  }

  #leaveRunning(): void {
    this.#leave.abort();
    this.set({ running: null });
  }

  async #stored(thread: string): Promise<ChatMessage[]> {
    const messages: Stored[] = [];
    let cursor: string | null = "";
    try {
      do {
        const path: string = `/api/conversations/${encodeURIComponent(thread)}/messages?limit=200`;
        const page: { body: { items: Stored[]; next_cursor: string | null } } = await this.api.call(
          "GET",
          path + (cursor && `&cursor=${encodeURIComponent(cursor)}`),
        );
        messages.push(...page.body.items);
        cursor = page.body.next_cursor;
      } while (cursor);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.status === 404) return []; // a thread that has not begun, or was deleted
    }
    return messages.filter((each) => each.message_id !== this.keeper.value.pending?.id).map(shown);
  }
}

const empty = (): Chat => ({
  messages: [],
  running: null,
  isStopping: false,
  suggestions: [],
  interrupt: null,
  heard: "",
  sent: 0,
});

const sentence = (text: string) => (/[.!?…]$/.test(text) ? text : `${text}.`);

function interruptOf(asked: any): Interrupt {
  const choices: string[] = asked.responseSchema?.properties?.choice?.enum ?? [];
  return { id: asked.id, reason: asked.reason, message: asked.message, choices };
}

function shown(message: Stored): ChatMessage {
  const tools: ToolPart[] = message.tool_calls.map((call) => ({
    type: "tool",
    id: call.id,
    name: call.name,
    args: call.arguments,
    result: call.result ?? null,
    ok: call.ok,
  }));
  const text: TextPart = { type: "text", text: message.content };
  return {
    id: message.role === "user" ? message.message_id : `${message.message_id}-answer`,
    role: message.role,
    parts: [...tools, text],
    status: "complete",
  };
}
