// An answer on its way: what AG-UI's events make of it, piece by piece.

export interface TextPart {
  type: "text";
  text: string;
}

export interface ToolPart {
  type: "tool";
  id: string;
  name: string;
  args: Record<string, unknown>;
  result?: unknown;
  ok?: boolean;
}

/** An answer as it is told, event by event of AG-UI. */
export class Telling {
  parts: (TextPart | ToolPart)[] = [];
  suggestions: string[] = [];
  response = "";
  #arguments = new Map<string, string>();

  /** Take an event; returns whether there is something new to show. */
  take(event: any): boolean {
    switch (event.type) {
      case "TEXT_MESSAGE_START":
        this.parts = [...this.parts, { type: "text", text: "" }];
        return false;
      case "TEXT_MESSAGE_CONTENT":
        this.#last((part) => part.type === "text", (part) => ({ ...part, text: (part as TextPart).text + event.delta }));
        return true;
      case "TOOL_CALL_START":
        this.parts = [...this.parts, { type: "tool", id: event.toolCallId, name: event.toolCallName, args: {} }];
        return true;
      case "TOOL_CALL_ARGS":
        this.#argument(event.toolCallId, event.delta);
        return false;
      case "TOOL_CALL_RESULT":
        this.#tool(event.toolCallId, { result: JSON.parse(event.content), ok: event.metadata?.ok !== false });
        return true;
      case "STATE_SNAPSHOT":
        this.suggestions = event.snapshot.suggestions;
        this.response = event.snapshot.response ?? "";
        return false;
      default:
        return false;
    }
  }

  /** The parts with the answer as it is stored: a takeover may have left half of another. */
  get settled(): (TextPart | ToolPart)[] {
    const text: TextPart[] = this.response ? [{ type: "text", text: this.response }] : [];
    return [...this.parts.filter((part) => part.type === "tool"), ...text];
  }

  #argument(id: string, delta: string): void {
    const text = (this.#arguments.get(id) ?? "") + delta;
    this.#arguments.set(id, text);
    try {
      this.#tool(id, { args: JSON.parse(text) });
    } catch {
      // not all of it is here yet
    }
  }

  #tool(id: string, changes: Partial<ToolPart>): void {
    this.#last((part) => part.type === "tool" && part.id === id, (part) => ({ ...(part as ToolPart), ...changes }));
  }

  #last(is: (part: TextPart | ToolPart) => boolean, change: (part: TextPart | ToolPart) => TextPart | ToolPart): void {
    const at = this.parts.findLastIndex(is);
    this.parts = this.parts.map((part, index) => (index === at ? change(part) : part));
  }
}
