// Talking to the server: REST, streams of server-sent events, and what can go wrong.

import { Access, type TokenSource } from "./access";

const AWAY = new Set([0, 502, 503, 504]);
const SILENCE_MS = 45_000; // three heartbeats missed

/** An error that the server explained, or its absence. */
export class Problem extends Error {
  readonly code: string;
  readonly nextStep: string;

  constructor(
    body: { detail: string; code: string; errors?: { next_step: string }[]; correlation_id?: string },
    readonly status = 0,
  ) {
    super(body.detail);
    this.code = body.code;
    const step = body.errors?.[0]?.next_step ?? "";
    this.nextStep = status === 500 && body.correlation_id ? `${step} (${body.correlation_id})` : step;
  }

  /** Whether the server is away, or is nothing but a proxy's word that it is. */
  get isAbsence(): boolean {
    return AWAY.has(this.status);
  }

  /** Whether something answered that is more than a proxy's word of absence. */
  get isExplained(): boolean {
    return !this.isAbsence || !["connection_lost", "unexpected"].includes(this.code);
  }

  /** Whether it is the page that is refused, and not what it asks. */
  get isRefusal(): boolean {
    return this.status === 401 || this.code === "foreign_origin";
  }

  /** Whether it passes by itself, so that the same request is sent again unasked. */
  get isPassing(): boolean {
    return this.isAbsence || this.isRefusal || this.status === 429 || this.code === "conversation_busy";
  }

  /** Whether the request itself is wrong, so that sending it again is of no use. */
  get isFinal(): boolean {
    return !this.isPassing && this.status < 500;
  }
}

export interface Frame {
  event: string;
  id: string;
  data: string;
}

interface Sending {
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const OURS: Record<string, string> = { "X-Client": "web", ...(zone && { "X-Timezone": zone }) };

/** A new id; randomUUID is missing where the page is not served securely. */
export function newId(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export class Api {
  readonly access: Access;

  /** `base` is empty on the server's own page; a `token` may be what gives one when it is needed. */
  constructor(
    readonly base: string,
    token: string | TokenSource | null = null,
  ) {
    this.access = new Access(token);
  }

  /** Send a request and read its JSON. A write has a key, so that a repeat is no second one. */
  async call<Body>(method: string, path: string, sending: Sending = {}): Promise<{ body: Body; headers: Headers }> {
    const key: Record<string, string> = method === "GET" ? {} : { "Idempotency-Key": newId() };
    const silence = new Silence();
    try {
      const headers = { ...key, ...sending.headers };
      const response = await this.request(method, path, { signal: silence.signal, ...sending, headers });
      const text = await response.text();
      return { body: (text ? JSON.parse(text) : null) as Body, headers: response.headers };
    } catch (error) {
      throw error instanceof Problem ? error : gone();
    } finally {
      silence.end();
    }
  }

  /** Send a request and follow the events of its answer until it ends, or is silent for too long. */
  async *stream(method: string, path: string, sending: Sending = {}): AsyncGenerator<Frame> {
    const silence = new Silence();
    try {
      const signal = sending.signal ? AbortSignal.any([sending.signal, silence.signal]) : silence.signal;
      const response = await this.request(method, path, { ...sending, signal });
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        const { value, done } = await reader.read();
        silence.broken();
        if (done) return;
        const blocks = (rest + value).split("\n\n");
        rest = blocks.pop()!;
        yield* blocks.map(frame).filter((each) => each !== null);
      }
    } catch (error) {
      throw error instanceof Problem || sending.signal?.aborted ? error : gone();
    } finally {
      silence.end();
    }
  }

  async request(method: string, path: string, sending: Sending): Promise<Response> {
    let token = await this.access.token();
    let response = await this.#send(token, method, path, sending);
    if (response.status === 401 && (await this.access.isRenewed(token))) {
      token = await this.access.token();
      response = await this.#send(token, method, path, sending);
    }
    if (response.status === 401) this.access.refuse(token ? "expired" : "unknown");
    else if (response.ok) this.access.accept();
    return checked(response);
  }

  async #send(token: string | null, method: string, path: string, { body, headers, signal }: Sending): Promise<Response> {
    const init: RequestInit = { method, headers: { ...OURS, ...headers } };
    if (token) init.headers = { ...init.headers, Authorization: `Bearer ${token}` };
    if (body !== undefined) {
      init.headers = { ...init.headers, "Content-Type": "application/json" };
      init.body = JSON.stringify(body);
    }
    if (signal) init.signal = signal;
    try {
      return await fetch(this.base + path, init);
    } catch (error) {
      throw signal?.aborted ? error : await this.#absence();
    }
  }

  // A browser does not tell a page of another site that it was refused: it looks like a server that
  // is away. So the server is asked, in the one place where it answers every page.
  async #absence(): Promise<Problem> {
    if (!this.base || new URL(this.base).origin === location.origin) return gone();
    const response = await fetch(`${this.base}/widget/origin`, { cache: "no-store" }).catch(() => null);
    if (response?.status !== 403) return gone();
    this.access.refuse("site");
    return refusalIn(response);
  }
}

/** Ends a stream that gives no sign of life, heartbeats included. */
class Silence {
  #controller = new AbortController();
  #watch = 0;
  readonly signal = this.#controller.signal;

  constructor() {
    this.broken();
  }

  broken(): void {
    this.end();
    this.#watch = window.setTimeout(() => this.#controller.abort(), SILENCE_MS);
  }

  end(): void {
    clearTimeout(this.#watch);
  }
}

const gone = () =>
  new Problem({
    code: "connection_lost",
    detail: "The server cannot be reached.",
    errors: [{ next_step: "Check that it is running, then try again." }],
  });

async function checked(response: Response): Promise<Response> {
  if (response.ok) return response;
  throw await refusalIn(response);
}

async function refusalIn(response: Response): Promise<Problem> {
  const unexplained = { code: "unexpected", detail: `The server answered ${response.status}.` };
  const body = await response.json().catch(() => null); // such as a proxy's page
  return new Problem({ ...unexplained, ...body }, response.status);
}

function frame(block: string): Frame | null {
  const fields = { event: "message", id: "", data: "" };
  for (const line of block.split("\n")) {
    const at = line.indexOf(": ");
    const name = line.slice(0, at);
    if (name === "event" || name === "id" || name === "data") fields[name] = line.slice(at + 2);
  }
  return fields.data ? fields : null;
}
