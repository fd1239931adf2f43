// What outlives a reload: which conversation is open, and a message that waits for its answer.

const KEY = "evolution-todo";

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

/** `conversation`, `pending {message_id, message}`, `offers {suggestions, confirmation}`. */
export const kept = read();

/** Change what is kept; a browser that keeps nothing loses it at the next reload. */
export function keep(changes) {
  Object.assign(kept, changes);
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch { /* private windows may refuse */ }
}
