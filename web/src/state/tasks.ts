// The list and the cards: what is there, ticking off, editing, taking back, and conflicts.

import type { Words } from "../i18n";
import { told } from "../i18n/problems";
import { type Api, Problem } from "./api";
import type { Change } from "./live";
import { Store } from "./store";

export type Priority = "low" | "medium" | "high" | "critical";

export interface Task {
  id: number;
  number: number;
  title: string;
  description: string | null;
  completed: boolean;
  priority: Priority;
  due_date: string | null;
  due_all_day: boolean;
  reminder_at: string | null;
  tags: string[];
  recurrence: { text: string } | null;
  version: number;
}

export interface Filters {
  which: "open" | "done";
  search: string;
  tag: string;
  priority: Priority | "";
}

export interface Toast {
  id: number;
  text: string;
  operation?: string;
}

/** A write that somebody else's came before: it waits for the person's choice. */
export interface Conflict {
  mine: Task;
  theirs: Task;
  said: string;
  again: () => void;
}

export interface Tasks {
  byId: Record<number, Task>;
  /** What the list shows, null until it is loaded. */
  list: number[] | null;
  hasMore: boolean;
  isStale: boolean;
  filters: Filters;
  tags: string[];
  toast: Toast | null;
  conflict: Conflict | null;
}

export interface Write {
  method: "POST" | "PATCH" | "DELETE";
  path: string;
  body?: unknown;
  said: string;
}

const PAGE = 100;
const GATHER_MS = 30;

export class TaskList extends Store<Tasks> {
  #pages = 1;
  #isOpen = false;
  #loading: Promise<void> | null = null;
  #again = false;
  #cards = new Set<number>();
  /** Those that were shown and are there no more. */
  readonly gone = new Set<number>();
  #gather = 0;
  #toasts = 0;

  constructor(
    readonly api: Api,
    readonly words: Words,
  ) {
    super({
      byId: {},
      list: null,
      hasMore: false,
      isStale: false,
      filters: { which: "open", search: "", tag: "", priority: "" },
      tags: [],
      toast: null,
      conflict: null,
    });
  }

  /** Load the list, now that somebody looks at it. */
  open(): void {
    this.#isOpen = true;
    void this.refresh();
  }

  /** Load again what is shown: once for all who ask while it loads, and once more after them. */
  refresh(): Promise<void> {
    if (this.#loading) {
      this.#again = true;
      return this.#loading;
    }
    this.#loading = this.#load().finally(() => {
      this.#loading = null;
      if (this.#again) void this.refresh();
    });
    return this.#loading;
  }

  /** Note a change made anywhere; those that come together are loaded together. */
  changed(change: Change): void {
    if (change.entity_type === "task" && change.action === "deleted") this.#forget(change.entity_id);
    this.#gather ||= window.setTimeout(() => {
      this.#gather = 0;
      void this.refresh();
    }, GATHER_MS);
  }

  /** Keep these tasks up to date, since cards show them. */
  watch(ids: number[]): void {
    const missing = ids.filter((id) => !this.#cards.has(id));
    for (const id of missing) this.#cards.add(id);
    void this.#fetch(missing.filter((id) => !this.state.byId[id]));
  }

  filter(changes: Partial<Filters>): void {
    this.#pages = 1;
    this.set({ filters: { ...this.state.filters, ...changes } });
    void this.refresh();
  }

  more(): void {
    this.#pages += 1;
    void this.refresh();
  }

  /** Write to a task as it is shown; if it has changed since, the person chooses. */
  async write(task: Task, write: Write): Promise<boolean> {
    try {
      await this.#perform(write, task.version);
      if (write.method === "DELETE" && !write.path.endsWith("/complete")) this.#forget(task.id);
      void this.refresh();
      return true;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      await this.#refused(error, task, write);
      return false;
    }
  }

  setCompleted(task: Task, completed: boolean, said: string): Promise<boolean> {
    const shown = { ...task, completed };
    this.set({ byId: { ...this.state.byId, [task.id]: shown } }); // at once; the answer settles it
    return this.write(task, { method: completed ? "POST" : "DELETE", path: `/api/tasks/${task.id}/complete`, said });
  }

  /** Do what was asked although the task has changed, or leave it as it is now. */
  settle(mine: boolean): void {
    const { conflict } = this.state;
    this.set({ conflict: null });
    if (mine) conflict?.again();
  }

  /** Send a write that concerns no version, and offer to take it back. */
  async act(write: Write): Promise<boolean> {
    try {
      await this.#perform(write);
      void this.refresh();
      return true;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.say(told(this.words, error));
      return false;
    }
  }

  async undo(operation: string): Promise<void> {
    this.set({ toast: null });
    try {
      const { body } = await this.api.call<{ conflicts: { message: string }[] }>(
        "POST",
        `/api/operations/${operation}/undo`,
        { body: {} },
      );
      this.say(body.conflicts[0]?.message ?? this.words.takenBack);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.say(told(this.words, error));
    }
    void this.refresh();
  }

  say(text: string, operation?: string | null): void {
    this.set({ toast: { id: (this.#toasts += 1), text, ...(operation && { operation }) } });
  }

  dismiss(): void {
    this.set({ toast: null });
  }

  async #perform({ method, path, body, said }: Write, version?: number): Promise<void> {
    const headers: Record<string, string> = version === undefined ? {} : { "If-Match": `"${version}"` };
    const sending = body === undefined ? { headers } : { headers, body };
    const answer = await this.api.call<Task | null>(method, path, sending);
    if (answer.body && "version" in answer.body && path.startsWith("/api/tasks/")) this.#keep([answer.body]);
    this.say(said, answer.headers.get("X-Operation-Id"));
  }

  async #refused(problem: Problem, task: Task, write: Write): Promise<void> {
    this.#keep([task]); // what was shown at once did not come to be
    if (problem.status === 404) {
      this.#forget(task.id);
      this.say(this.words.gone);
    } else if (problem.status === 412) {
      await this.#fetch([task.id]);
      const theirs = this.state.byId[task.id];
      if (!theirs) return this.say(this.words.gone);
      const again = () => void this.write(theirs, write);
      this.set({ conflict: { mine: task, theirs, said: write.said, again } });
    } else {
      this.say(told(this.words, problem));
    }
  }

  // A list that cannot be loaded says so and keeps what it shows.
  async #load(): Promise<void> {
    this.#again = false;
    try {
      const listed = this.#isOpen ? await this.#page() : [];
      await this.#fetch([...this.#cards].filter((id) => !listed.includes(id)));
      this.set({ isStale: false });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.set({ isStale: true });
    }
  }

  async #page(): Promise<number[]> {
    const items: Task[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < this.#pages && (page === 0 || cursor); page += 1) {
      const query = this.#query(cursor);
      const answer: { body: { items: Task[]; next_cursor: string | null } } = await this.api.call(
        "GET",
        `/api/tasks?${query}`,
      );
      items.push(...answer.body.items);
      cursor = answer.body.next_cursor;
    }
    this.#keep(items);
    const list = items.map((task) => task.id);
    const tags = [...new Set([...this.state.tags, ...items.flatMap((task) => task.tags)])].sort();
    this.set({ list, hasMore: cursor !== null, tags });
    return list;
  }

  #query(cursor: string | null): URLSearchParams {
    const { which, search, tag, priority } = this.state.filters;
    const query = new URLSearchParams({ limit: String(PAGE), completed: String(which === "done") });
    query.set("sort", which === "done" ? "-created_at" : "due_date");
    if (search.trim()) query.set("search", search.trim());
    if (tag) query.set("tags", tag);
    if (priority) query.set("priority", priority);
    if (cursor) query.set("cursor", cursor);
    return query;
  }

  async #fetch(ids: number[]): Promise<void> {
    const found = await Promise.all(ids.map((id) => this.#one(id)));
    this.#keep(found.filter((task) => task !== null));
  }

  async #one(id: number): Promise<Task | null> {
    try {
      return (await this.api.call<Task>("GET", `/api/tasks/${id}`)).body;
    } catch (error) {
      if (error instanceof Problem && error.status === 404) this.#forget(id);
      else if (!(error instanceof Problem)) throw error;
      return null;
    }
  }

  #keep(tasks: Task[]): void {
    const byId = { ...this.state.byId };
    for (const task of tasks) {
      byId[task.id] = task;
      this.gone.delete(task.id); // brought back
    }
    this.set({ byId });
  }

  #forget(id: number): void {
    this.gone.add(id);
    const { [id]: _gone, ...byId } = this.state.byId;
    this.#cards.delete(id);
    this.set({ byId, list: this.state.list?.filter((each) => each !== id) ?? null });
  }
}
