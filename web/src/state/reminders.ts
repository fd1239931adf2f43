// Reminders whose time has come, until somebody acts on them, here or elsewhere.

import { type Api, Problem } from "./api";
import type { Keeper } from "./kept";
import type { Change, Due } from "./live";
import { Store } from "./store";
import type { Task } from "./tasks";

interface Sent {
  id: number;
  task_id: number;
  task_title: string;
  remind_at: string;
}

const RECENT_MS = 86_400_000;
const MOST_RECALLED = 5;
const MOST_DISMISSED = 50; // remembered, the latest

export interface Reminders {
  /** The latest first; a second reminder of a task takes the first one's place. */
  due: Due[];
  /** Whether to ask if the device may show reminders: once one was set, and never before. */
  asks: boolean;
}

export class ReminderList extends Store<Reminders> {
  constructor(
    readonly api: Api,
    readonly keeper: Keeper,
    readonly body: (due: Due) => string,
  ) {
    super({ due: [], asks: false });
  }

  /** Show a reminder; one of a task that is done or gone is past. */
  remind(due: Due): void {
    if (isPast(due)) return;
    this.#show(due);
    if (permission() === "granted" && document.hidden) {
      new Notification(due.title!, { body: this.body(due), tag: `evolution-todo-${due.task_id}` });
    }
  }

  /** Show what went out in the last day and nobody acted on, such as before a reload. */
  async recall(): Promise<void> {
    const since = new Date(Date.now() - RECENT_MS).toISOString();
    try {
      const path = `/api/reminders?status=sent,failed&limit=200&since=${since}`;
      const { body } = await this.api.call<{ items: Sent[] }>("GET", path);
      const latest = body.items.filter((each) => !this.#isDismissed(each)).sort(byTime).slice(-MOST_RECALLED);
      const found = await Promise.all(latest.map((each) => this.#due(each)));
      const shown = new Set(this.state.due.map((each) => each.task_id));
      for (const due of found) if (!isPast(due) && !shown.has(due.task_id)) this.#show(due);
    } catch (error) {
      if (!(error instanceof Problem)) throw error; // they are not worth a word of their own
    }
  }

  /** Take a notice away for good, also after a reload. */
  dismiss(due: Due): void {
    const dismissed = [...(this.keeper.value.dismissed ?? []), keyOf(due.entity_id, due.remind_at)];
    this.keeper.keep({ dismissed: dismissed.slice(-MOST_DISMISSED) });
    this.leave(due.task_id);
  }

  /** Take a notice away when its task or reminder was settled, wherever that was. */
  changed(change: Change): void {
    if (change.entity_type === "reminder" && change.action === "created") this.#set();
    const shown = this.state.due.find((each) => each.task_id === change.task_id);
    if (shown && (isTaskSettled(change) || isReminderSettled(change, shown))) this.leave(change.task_id);
  }

  leave(task: number | null): void {
    this.set({ due: this.state.due.filter((each) => each.task_id !== task) });
  }

  /** Ask the browser, since the person wants to; “later” is asked no more. */
  async answer(wanted: boolean): Promise<void> {
    this.set({ asks: false });
    if (wanted) await Notification.requestPermission();
    else this.keeper.keep({ notify: "later" });
  }

  #show(due: Due): void {
    const others = this.state.due.filter((each) => each.task_id !== due.task_id);
    this.set({ due: [due, ...others] });
  }

  #isDismissed({ id, remind_at }: Sent): boolean {
    return (this.keeper.value.dismissed ?? []).includes(keyOf(id, remind_at));
  }

  async #due({ id, task_id, task_title: title, remind_at }: Sent): Promise<Due> {
    const { body } = await this.api.call<Task>("GET", `/api/tasks/${task_id}`);
    const { due_date: due_at, due_all_day, completed } = body;
    return { entity_id: id, task_id, title, remind_at, due_at, due_all_day, completed };
  }

  #set(): void {
    if (permission() === "default" && this.keeper.value.notify !== "later") this.set({ asks: true });
  }
}

const isPast = ({ title, completed }: Due) => !title || completed;
const keyOf = (id: number, at: string) => `${id} ${new Date(at).getTime()}`;
const byTime = (one: Sent, other: Sent) => one.remind_at.localeCompare(other.remind_at);

const permission = () => ("Notification" in window && isSecureContext ? Notification.permission : "denied");

const isTaskSettled = (change: Change) =>
  change.entity_type === "task" && (change.action === "deleted" || change.changes.completed === true);

const isReminderSettled = (change: Change, due: Due) =>
  change.entity_type === "reminder" &&
  change.entity_id === due.entity_id &&
  (change.action === "deleted" || "remind_at" in change.changes || change.changes.status === "cancelled");
