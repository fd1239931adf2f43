// State that parts of the page share: plain objects, replaced and never changed in place.

import { useSyncExternalStore } from "react";

export class Store<State extends object> {
  #listeners = new Set<() => void>();

  constructor(public state: State) {}

  set(changes: Partial<State>): void {
    this.state = { ...this.state, ...changes };
    for (const listener of this.#listeners) listener();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

/** Read a part of a store; `select` returns something that is kept in it. */
export function useStore<State extends object, Part>(
  store: Store<State>,
  select: (state: State) => Part,
): Part {
  return useSyncExternalStore(store.subscribe, () => select(store.state));
}
