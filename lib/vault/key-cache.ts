import type { Clock } from '#lib/clock.ts';

interface Entry<T> {
  readonly value: Promise<T>;
  readonly until: number;
}

export interface KeyCacheOptions {
  readonly clock: Clock;
  readonly cacheMs: number;
  readonly entriesMax: number;
}

/**
 * A bounded cache of things that are costly to load and must not stay in memory. Callers that ask at the same time share
 * one load; a failed load is not kept; use does not lengthen a life.
 */
export class KeyCache<T> {
  /** In the order of last use: a Map keeps the order of insertion, and a hit inserts again. */
  readonly #entries = new Map<string, Entry<T>>();
  readonly #options: KeyCacheOptions;

  constructor(options: KeyCacheOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string, load: () => Promise<T>): Promise<T> {
    const now = this.#options.clock();
    const hit = this.#entries.get(key);
    if (hit && now < hit.until) {
      this.#entries.delete(key);
      this.#entries.set(key, hit);
      return hit.value;
    }
    return this.#load(key, load, now);
  }

  #load(key: string, load: () => Promise<T>, now: number): Promise<T> {
    const entry: Entry<T> = { value: load(), until: now + this.#options.cacheMs };
    this.#entries.delete(key);
    this.#dropExpired(now);
    this.#entries.set(key, entry);
    this.#dropUnused();
    entry.value.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
    return entry.value;
  }

  #dropExpired(now: number): void {
    for (const [key, entry] of this.#entries) if (entry.until <= now) this.#entries.delete(key);
  }

  #dropUnused(): void {
    for (const key of this.#entries.keys()) {
      if (this.#entries.size <= this.#options.entriesMax) return;
      this.#entries.delete(key);
    }
  }
}
