// What outlives a reload: which conversation is open, and a message that waits for its answer.

import type { Interrupt, Pending } from "./conversation";

export interface Kept {
  /** Absent until something is said in it. */
  thread?: string | undefined;
  pending?: Pending | null;
  suggestions?: string[];
  interrupt?: Interrupt | null;
  notify?: "later";
  /** Reminders that the person wants no more to do with. */
  dismissed?: string[];
}

/** The browser's storage for one server; one that keeps nothing loses it at the next reload. */
export class Keeper {
  value: Kept;
  readonly key: string;

  constructor(base: string) {
    this.key = `evolution-todo ${base || location.origin}`;
    this.value = this.#read();
  }

  keep(changes: Kept): void {
    this.value = { ...this.value, ...changes };
    try {
      localStorage.setItem(this.key, JSON.stringify(this.value));
    } catch {
      // private windows may refuse
    }
  }

  /** Hear of what another tab of the same page keeps. */
  listen(changed: (kept: Kept) => void): void {
    addEventListener("storage", (event) => {
      if (event.key === this.key) changed((this.value = this.#read()));
    });
  }

  #read(): Kept {
    try {
      return (JSON.parse(localStorage.getItem(this.key) ?? "{}") as Kept) ?? {};
    } catch {
      return {};
    }
  }
}
