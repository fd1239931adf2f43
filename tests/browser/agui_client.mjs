// Runs one message through AG-UI's own client, and answers what it is asked; prints what it saw.
import { HttpAgent } from "@ag-ui/client";

const [url, ...texts] = process.argv.slice(2);
const agent = new HttpAgent({ url: `${url}/agui` });
const runs = [];
for (const text of texts) {
  const events = [];
  const open = agent.pendingInterrupts ?? [];
  const asked = runs.at(-1)?.interrupts?.[0];
  const resume = text === "yes" && asked ? [{ interruptId: asked.id, status: "resolved", payload: { approved: true } }] : undefined;
  if (!resume) agent.addMessage({ id: crypto.randomUUID(), role: "user", content: text });
  let interrupts = open;
  await agent.runAgent(resume ? { resume } : {}, {
    onEvent: ({ event }) => {
      events.push(event.type);
      if (event.type === "RUN_FINISHED") interrupts = event.outcome?.interrupts ?? [];
    },
  });
  runs.push({ events, interrupts, state: agent.state });
}
console.log(JSON.stringify({ runs, messages: agent.messages }));
