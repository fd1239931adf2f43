// Which language is spoken, and how it says days and times.

import { type Words, en } from "./en";

export type { Words };

export interface Language {
  code: string;
  words: Words;
}

export const english: Language = { code: "en", words: en };

const OTHERS: Record<string, () => Promise<{ words: Words }>> = {
  de: () => import("./de"),
  ur: () => import("./ur"),
};

/** Return the first language asked for that there is a table of; English otherwise. */
export async function languageOf(asked: readonly string[]): Promise<Language> {
  for (const tag of asked) {
    const code = tag.toLowerCase().split("-")[0]!;
    if (code === "en") return english;
    const load = OTHERS[code];
    if (load) return { code, words: (await load()).words };
  }
  return english;
}

interface Dated {
  due_date: string | null;
  due_all_day: boolean;
}

/** Return a text for the middle of a sentence, whose direction turns nothing else around. */
export const isolated = (text: string) => `\u2068${text}\u2069`;

const LONGEST_NAME = 60;

/** Return how a task is named in the middle of a sentence: a long title by its beginning. */
export function named(title: string): string {
  return isolated(title.length > LONGEST_NAME ? `${title.slice(0, LONGEST_NAME - 1).trimEnd()}…` : title);
}

const DAY = 86_400_000;

/** The local midnight of a due day; a date without a time is stored at midnight UTC. */
export function dueDay({ due_date, due_all_day }: Dated): Date {
  const due = new Date(due_date!);
  return due_all_day
    ? new Date(due.getUTCFullYear(), due.getUTCMonth(), due.getUTCDate())
    : new Date(due.getFullYear(), due.getMonth(), due.getDate());
}

/** Whole days from today: 0 today, 1 tomorrow, -1 yesterday. */
export function daysAway(day: Date, now = new Date()): number {
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  return Math.round((day.getTime() - today.getTime()) / DAY);
}

export function isOverdue(task: Dated & { completed: boolean }, now = new Date()): boolean {
  if (!task.due_date || task.completed) return false;
  return task.due_all_day ? daysAway(dueDay(task), now) < 0 : new Date(task.due_date) < now;
}

/** Name a day as people do. */
export function sayDay({ code, words }: Language, day: Date, now = new Date()): string {
  const away = daysAway(day, now);
  if (away === 0) return words.today;
  if (away === 1) return words.tomorrow;
  if (away === -1) return words.yesterday;
  if (away > 1 && away < 7) return day.toLocaleDateString(code, { weekday: "long" });
  const year = day.getFullYear() === now.getFullYear() ? {} : { year: "numeric" as const };
  return day.toLocaleDateString(code === "en" ? "en-GB" : code, {
    weekday: "short",
    day: "numeric",
    month: "short",
    ...year,
  });
}

/** Say a clock time: 5 pm, 9:30 am, 17:00. */
export function sayClock({ code }: Language, moment: Date): string {
  if (code !== "en") return moment.toLocaleTimeString(code, { hour: "numeric", minute: "2-digit" });
  const minute = moment.getMinutes() ? `:${String(moment.getMinutes()).padStart(2, "0")}` : "";
  return `${moment.getHours() % 12 || 12}${minute} ${moment.getHours() < 12 ? "am" : "pm"}`;
}

/** Say a moment in few words: “Tomorrow, 9 am”. */
export function sayMoment(language: Language, instant: string): string {
  const moment = new Date(instant);
  const day = new Date(moment.getFullYear(), moment.getMonth(), moment.getDate());
  return language.words.dayAndTime(sayDay(language, day), sayClock(language, moment));
}

/** Say when something is due, with its time if it has one. */
export function sayDue(language: Language, dated: Dated): string {
  const day = sayDay(language, dueDay(dated));
  if (dated.due_all_day) return day;
  return language.words.dayAndTime(day, sayClock(language, new Date(dated.due_date!)));
}
