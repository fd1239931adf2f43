// A conversation as the server keeps it.

import { type Api, Problem } from "./api";
import type { ChatMessage } from "./conversation";
import type { TextPart, ToolPart } from "./telling";

interface Stored {
  role: "user" | "assistant";
  content: string;
  message_id: string;
  tool_calls: { id: string; name: string; arguments: Record<string, unknown>; result?: unknown; ok: boolean }[];
}

interface Page {
  items: Stored[];
  next_cursor: string | null;
}

/** The id of the answer to a message. */
export const answerTo = (message: string) => `${message}-answer`;

/** Load all messages of a conversation; none where it has not begun, or was deleted. */
export async function storedMessages(api: Api, thread: string): Promise<ChatMessage[]> {
  const path = `/api/conversations/${encodeURIComponent(thread)}/messages?limit=200`;
  const messages: Stored[] = [];
  let after = "";
  try {
    for (;;) {
      const { body }: { body: Page } = await api.call("GET", path + after);
      messages.push(...body.items);
      if (!body.next_cursor) return messages.map(shown);
      after = `&cursor=${encodeURIComponent(body.next_cursor)}`;
    }
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return [];
    throw error;
  }
}

function shown({ role, content, message_id: id, tool_calls: calls }: Stored): ChatMessage {
  const tools: ToolPart[] = calls.map(({ id, name, arguments: args, result = null, ok }) => ({
    type: "tool",
    id,
    name,
    args,
    result,
    ok,
  }));
  const text: TextPart = { type: "text", text: content };
  return { id: role === "user" ? id : answerTo(id), role, parts: [...tools, text], status: "complete" };
}
