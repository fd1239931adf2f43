// What changes elsewhere, as it happens: one stream of events, taken up again after every break.

import type { Api } from "./api";
import { Store } from "./store";

export interface Change {
  task_id: number | null;
  action: string;
  changes: Record<string, unknown>;
  entity_type: string;
  entity_id: number;
  operation_id: number;
}

export interface Due extends Change {
  title: string | null;
  remind_at: string;
  due_at: string | null;
  due_all_day: boolean;
  completed: boolean;
}

export interface Handlers {
  /** All that is shown must be loaded: the first time, or of another database. */
  begun: () => void;
  change: (change: Change) => void;
  reminder: (due: Due) => void;
}

export type Connection = "connecting" | "live" | "lost" | "back";

const RETRY_MS = [500, 1000, 2000, 4000, 8000];
const QUIET_MS = 2000; // a break shorter than this is not worth a word
const SAY_BACK_MS = 4000;
const SILENCE_MS = 45_000; // three heartbeats missed

export class Live extends Store<{ connection: Connection }> {
  #seq: string | null = null;
  #attempt = 0;
  #leave: AbortController | null = null;
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
    addEventListener("online", this.#again);
    this.#look();
  }

  stop(): void {
    document.removeEventListener("visibilitychange", this.#look);
    removeEventListener("online", this.#again);
    this.#close();
  }

  #look = (): void => {
    if (document.hidden) this.#close();
    else if (!this.#leave) void this.#follow((this.#leave = new AbortController()));
  };

  #again = (): void => {
    this.#close();
    this.#look();
  };

  #close(): void {
    this.#leave?.abort();
    this.#leave = null;
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
      if (this.#seq === null && this.#attempt === 0) this.handlers.begun(); // it works without it too
      this.#quiet ||= window.setTimeout(() => this.set({ connection: "lost" }), QUIET_MS);
      const wait = RETRY_MS[Math.min(this.#attempt, RETRY_MS.length - 1)]!;
      this.#attempt += 1;
      await new Promise((resolve) => setTimeout(resolve, wait * (0.5 + Math.random())));
    }
  }

  async #listen(signal: AbortSignal): Promise<void> {
    const headers: Record<string, string> = this.#seq === null ? {} : { "Last-Event-ID": this.#seq };
    const silence = new AbortController();
    let watch = 0;
    const hear = () => {
      clearTimeout(watch);
      watch = window.setTimeout(() => silence.abort(), SILENCE_MS);
    };
    const either = AbortSignal.any([signal, silence.signal]);
    try {
      hear();
      const sending = { headers, signal: either, heard: hear };
      for await (const { event, id, data } of this.api.stream("GET", "/api/events", sending)) {
        this.#take(event, id, JSON.parse(data));
      }
    } finally {
      clearTimeout(watch);
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
    clearTimeout(this.#quiet);
    this.#quiet = 0;
    const wasLost = this.state.connection === "lost";
    this.set({ connection: wasLost ? "back" : "live" });
    if (wasLost) setTimeout(() => this.state.connection === "back" && this.set({ connection: "live" }), SAY_BACK_MS);
    if (anew) this.handlers.begun();
  }
}
