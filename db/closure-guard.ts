import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Stands between one closure and the connection it shares with others. A statement after the closure has settled would
 * land in somebody else's transaction, and one after a failed statement is refused by PostgreSQL: both are refused on
 * both engines.
 */
export class ClosureGuard {
  #isOpen = true;
  #failure: { readonly error: unknown } | null = null;

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** The first statement that failed, also when the closure swallowed its error. */
  get failure(): { readonly error: unknown } | null {
    return this.#failure;
  }

  check(): void {
    if (!this.#isOpen) throw new Error('A statement came after its transaction had ended.');
    if (this.#failure) {
      throw new Error('A statement of this transaction failed; nothing more can be done in it.', {
        cause: this.#failure.error,
      });
    }
  }

  fail(error: unknown): void {
    this.#failure ??= { error };
  }

  end(): void {
    this.#isOpen = false;
  }
}

const current = new AsyncLocalStorage<ClosureGuard>();

/** Runs the closure so that `transact` and `read` can tell they were called inside it. */
export const insideClosure = <T>(guard: ClosureGuard, run: () => T): T => current.run(guard, run);

export function refuseInsideClosure(what: string): void {
  if (current.getStore()?.isOpen) throw new Error(`${what} inside a transaction: use the tx it was given.`);
}
