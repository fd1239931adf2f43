// What every part of the page may use: the language, and the stores.

import { createContext, useContext } from "react";
import type { Language } from "../i18n";
import type { Api } from "../state/api";
import type { Conversation } from "../state/conversation";
import type { Live } from "../state/live";
import type { ReminderList } from "../state/reminders";
import type { TaskList } from "../state/tasks";

export interface Parts {
  language: Language;
  api: Api;
  conversation: Conversation;
  tasks: TaskList;
  reminders: ReminderList;
  live: Live;
}

export const Context = createContext<Parts | null>(null);

export function useParts(): Parts {
  return useContext(Context)!;
}

export const useWords = () => useParts().language.words;
