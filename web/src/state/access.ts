// Who this page is to the server: its token, and whether the page may ask at all.

import { Store } from "./store";

export type TokenSource = () => string | Promise<string>;

/** Why the server answers nothing: no token, one that does not hold, or a site that may not ask. */
export type Refusal = "unknown" | "expired" | "site";

/** What the site's developer does about it; visitors are told in their own words. */
const ADVICE: Record<Refusal, string> = {
  unknown:
    'The server wants a token. Give the script tag data-token="…" (`evolution-todo token create <person>` prints one) ' +
    "or data-token-callback, the name of a function that returns one. The server's own page is opened as /#token=….",
  expired:
    "The server does not take the token: it has run out, or was signed with another key. " +
    "`evolution-todo token create <person>` prints a new one; data-token-callback names a function that is asked for one each time.",
  site: `The server does not let pages of ${location.origin} ask. Add it to EVOLUTION_TODO_ALLOWED_ORIGINS there, with EVOLUTION_TODO_AUTH=jwt, and restart it.`,
};

export class Access extends Store<{ refusal: Refusal | null }> {
  readonly #source: TokenSource | null;
  readonly #isConstant: boolean;
  #token: string | null = null;
  #asking: Promise<string | null> | null = null;

  constructor(token: string | TokenSource | null) {
    super({ refusal: null });
    this.#isConstant = typeof token !== "function";
    this.#source = typeof token === "string" ? () => token : token;
  }

  /** Whether asking again may end the refusal. */
  get isRenewable(): boolean {
    return !this.#isConstant && this.state.refusal !== "site";
  }

  /** The token to send; null without one. */
  async token(): Promise<string | null> {
    if (this.#token) return this.#token;
    this.#asking ??= this.#ask().finally(() => (this.#asking = null));
    return (this.#token = await this.#asking);
  }

  /** Ask for another token than the one that was refused; returns whether there is one. */
  async isRenewed(refused: string | null): Promise<boolean> {
    if (this.#token === refused) this.#token = null;
    const given = await this.token();
    return given !== null && given !== refused;
  }

  refuse(refusal: Refusal): void {
    if (this.state.refusal === refusal) return;
    console.warn(`Evolution Todo: ${ADVICE[refusal]}`);
    this.set({ refusal });
  }

  accept(): void {
    if (this.state.refusal) this.set({ refusal: null });
  }

  /** Wait until the server answers this page again. */
  accepted(): Promise<void> {
    return new Promise((resolve) => {
      const leave = this.subscribe(() => {
        if (this.state.refusal) return;
        leave();
        resolve();
      });
    });
  }

  async #ask(): Promise<string | null> {
    try {
      return (await this.#source?.()) || null;
    } catch (error) {
      console.error("Evolution Todo: the page's function gave no token.", error);
      return null;
    }
  }
}
