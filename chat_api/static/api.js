// Talking to the server: REST, and the chat's stream of server-sent events.

/** An error that the server explained, or its absence. */
export class Problem extends Error {
  constructor(body, { status = 0 } = {}) {
    super(body.detail);
    this.status = status;
    this.code = body.code;
    const step = body.errors?.[0]?.next_step ?? "";
    this.nextStep = status === 500 ? `${step} (${body.correlation_id})` : step;
  }

  /** Whether it will pass by itself, so that the same request is sent again unasked. */
  get passing() {
    return this.status === 0 || this.status === 503 || this.code === "conversation_busy";
  }

  /** Whether it is the request that is wrong, so that sending it again is of no use. */
  get final() {
    return !this.passing && this.status < 500;
  }
}

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A new id; randomUUID is missing where the page is not served securely. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Send a request; returns `{body, headers}`. A write has a key, so that a repeat is no second one. */
export async function call(method, path, body) {
  const response = await request(method, path, body);
  const text = await response.text();
  return { body: text ? JSON.parse(text) : null, headers: response.headers };
}

/** Send a message and follow its events: yields `{event, data}` until the stream ends. */
export async function* stream(path, body, signal) {
  const response = await request("POST", path, body, signal);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await readOn(reader);
    if (done) return;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const event = parse(block);
      if (event) yield event;
    }
  }
}

async function request(method, path, body, signal) {
  const headers = { "X-Client": "web" };
  if (zone) headers["X-Timezone"] = zone;
  if (method !== "GET") headers["Idempotency-Key"] = body?.message_id ?? newId();
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(path, { method, headers, body: JSON.stringify(body), signal });
  } catch (error) {
    throw signal?.aborted ? error : gone();
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

async function readOn(reader) {
  try {
    return await reader.read();
  } catch {
    throw gone();
  }
}

const gone = () => new Problem({
  code: "connection_lost",
  detail: "The server cannot be reached.",
  errors: [{ next_step: "Check that it is running, then try again." }],
});

async function problemOf(response) {
  const body = await response.json().catch(() => ({
    code: "unexpected", detail: `The server answered ${response.status}.`,
  }));
  return new Problem(body, { status: response.status });
}

function parse(block) {
  const fields = block.split("\n").filter((line) => !line.startsWith(":"));
  const field = (name) => fields.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
  const data = field("data");
  return data === undefined ? null : { event: field("event"), data: JSON.parse(data) };
}
