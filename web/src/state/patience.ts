// Asking again: after growing pauses, and not all pages of a server that comes back at one moment.

const FIRST_MS = 500;
const MOST_MS = 8000;

/** The pause before the next attempt, in milliseconds, after so many that failed. */
export function pauseAfter(attempt: number, most = MOST_MS): number {
  return Math.min(FIRST_MS * 2 ** attempt, most) * (0.5 + Math.random());
}

/** A wait that somebody may cut short. */
export class Wait {
  #end = () => {};

  /** Wait so many milliseconds, or until `end` is called. */
  for(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Wait for something, or until `end` is called. */
  until(something: Promise<void>): Promise<void> {
    return Promise.race([something, new Promise<void>((resolve) => (this.#end = resolve))]);
  }

  end(): void {
    this.#end();
  }
}
