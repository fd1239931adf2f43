// Says texts through the AI SDK's own chat and HTTP transport; answers what asks for approval.
import { AbstractChat, DefaultChatTransport, lastAssistantMessageIsCompleteWithApprovalResponses } from "ai";

// What `useChat` keeps in React's state.
class State {
  status = "ready";
  error = undefined;
  messages = [];
  pushMessage = (message) => (this.messages = [...this.messages, message]);
  popMessage = () => (this.messages = this.messages.slice(0, -1));
  replaceMessage = (at, message) => (this.messages = this.messages.with(at, this.snapshot(message)));
  snapshot = (thing) => structuredClone(thing);
}

class Chat extends AbstractChat {
  constructor(options) {
    super({ ...options, state: new State() });
  }
}

const [url, ...texts] = process.argv.slice(2);
const called = [];
let finish;
const chat = new Chat({
  transport: new DefaultChatTransport({ api: `${url}/ui-messages` }),
  sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithApprovalResponses,
  onToolCall: ({ toolCall }) => void called.push(toolCall),
  onFinish: ({ isError }) => finish(isError),
});
for (const text of texts) {
  const finished = new Promise((resolve) => (finish = resolve));
  const asked = chat.lastMessage?.parts.find((part) => part.state === "approval-requested");
  if (asked && text === "yes") await chat.addToolApprovalResponse({ id: asked.approval.id, approved: true });
  else if (text === "(again)") await chat.regenerate();
  else await chat.sendMessage({ text });
  if (await finished) throw chat.error;
}
console.log(JSON.stringify({ messages: chat.messages, called }));
