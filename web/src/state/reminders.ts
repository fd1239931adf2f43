// Reminders whose time has come, until somebody acts on them, here or elsewhere.

import type { Keeper } from "./kept";
import type { Change, Due } from "./live";
import { Store } from "./store";

export interface Reminders {
  /** The latest first; a second reminder of a task takes the first one's place. */
  due: Due[];
  /** Whether to ask if the device may show reminders: once one was set, and never before. */
  asks: boolean;
}

export class ReminderList extends Store<Reminders> {
  constructor(
    readonly keeper: Keeper,
    readonly body: (due: Due) => string,
  ) {
    super({ due: [], asks: false });
  }

  /** Show a reminder; one of a task that is done or gone is past. */
  remind(due: Due): void {
    if (!due.title || due.completed) return;
    this.leave(due.task_id);
    this.set({ due: [due, ...this.state.due] });
    if (permission() === "granted" && document.hidden) {
      new Notification(due.title, { body: this.body(due), tag: `evolution-todo-${due.task_id}` });
    }
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

  #set(): void {
    if (permission() === "default" && this.keeper.value.notify !== "later") this.set({ asks: true });
  }
}

const permission = () => ("Notification" in window && isSecureContext ? Notification.permission : "denied");

const isTaskSettled = (change: Change) =>
  change.entity_type === "task" && (change.action === "deleted" || change.changes.completed === true);

const isReminderSettled = (change: Change, due: Due) =>
  change.entity_type === "reminder" &&
  change.entity_id === due.entity_id &&
  (change.action === "deleted" || "remind_at" in change.changes || change.changes.status === "cancelled");
