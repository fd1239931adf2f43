// What changes elsewhere, as it happens: one stream of events, taken up again after every break.

import type { Api } from "./api";
import { Wait, pauseAfter } from "./patience";
import { Store } from "./store";

export interface Change {
  task_id: number | null;
  action: string;
  changes: Record<string, unknown>;
  entity_type: string;
  entity_id: number;
  operation_id: number;
}

export interface Due {
  task_id: number | null;
  entity_id: number;
  title: string | null;
  remind_at: string;
  due_at: string | null;
  due_all_day: boolean;
  completed: boolean;
}

export interface Handlers {
  /** The server is there, for the first time or again. */
  connected: () => void;
  /** All that is shown must be loaded: the first time, or of another database. */
  begun: () => void;
  change: (change: Change) => void;
  reminder: (due: Due) => void;
}

export type Connection = "connecting" | "live" | "lost" | "back";

const QUIET_MS = 2000; // a break shorter than this is not worth a word
const SAY_BACK_MS = 4000;
const RENEWAL_MS = 60_000; // the longest pause between two askings for a token

export class Live extends Store<{ connection: Connection }> {
  #seq: string | null = null;
  #attempt = 0;
  #leave: AbortController | null = null;
  #wait = new Wait();
  #quiet = 0;

  constructor(
    readonly api: Api,
    readonly handlers: Handlers,
  ) {
    super({ connection: "connecting" });
  }

  /** Follow the person's changes until told to stop. */
  start(): void {
    // A browser has six connections for all of a site's tabs: one that nobody sees keeps none of
    // them, and catches up when it is looked at again.
    document.addEventListener("visibilitychange", this.#look);
    addEventListener("online", this.again);
    this.#look();
  }

  stop(): void {
    document.removeEventListener("visibilitychange", this.#look);
    removeEventListener("online", this.again);
    this.#close();
  }

  #look = (): void => {
    if (document.hidden) this.#close();
    else if (!this.#leave) void this.#follow((this.#leave = new AbortController()));
  };

  /** Try at once. */
  again = (): void => {
    this.#close();
    this.#look();
  };

  #close(): void {
    this.#leave?.abort();
    this.#leave = null;
    this.#wait.end();
    this.#hush();
  }

  #hush(): void {
    clearTimeout(this.#quiet);
    this.#quiet = 0;
  }

  async #follow(leave: AbortController): Promise<void> {
    while (!leave.signal.aborted) {
      try {
        await this.#listen(leave.signal);
      } catch {
        // whatever broke it, it is mended in the same way
      }
      if (leave.signal.aborted) return;
      await (this.api.access.state.refusal ? this.#refused() : this.#lost());
      this.#attempt += 1;
    }
  }

  #lost(): Promise<void> {
    if (this.#seq === null && this.#attempt === 0) this.handlers.begun(); // it works without it too
    this.#quiet ||= window.setTimeout(() => this.set({ connection: "lost" }), QUIET_MS);
    return this.#wait.for(pauseAfter(this.#attempt));
  }

  // Nothing is asked again that would be refused again: only what gives tokens may have another.
  #refused(): Promise<void> {
    this.#hush();
    const { access } = this.api;
    return access.isRenewable ? this.#wait.for(pauseAfter(this.#attempt, RENEWAL_MS)) : this.#wait.until(access.accepted());
  }

  async #listen(signal: AbortSignal): Promise<void> {
    const headers: Record<string, string> = this.#seq === null ? {} : { "Last-Event-ID": this.#seq };
    for await (const { event, id, data } of this.api.stream("GET", "/api/events", { headers, signal })) {
      this.#take(event, id, JSON.parse(data));
    }
  }

  #take(event: string, id: string, data: any): void {
    const isFirst = this.#seq === null;
    this.#seq = id;
    if (event === "ready" || event === "reset") this.#opened(isFirst || event === "reset");
    else if (event === "task-update") this.handlers.change(data);
    else if (event === "reminder") this.handlers.reminder(data);
  }

  #opened(anew: boolean): void {
    this.#attempt = 0;
    this.#hush();
    const wasLost = this.state.connection === "lost";
    this.set({ connection: wasLost ? "back" : "live" });
    if (wasLost) setTimeout(() => this.state.connection === "back" && this.set({ connection: "live" }), SAY_BACK_MS);
    this.handlers.connected();
    if (anew) this.handlers.begun();
  }
}
