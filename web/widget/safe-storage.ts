// localStorage, or memory where the browser refuses it (private windows, blocked storage). Several
// tabs of a shop share it: every message has a key of its own, so that no tab overwrites another's.

const memory = new Map<string, string>();

export class SafeStorage {
  constructor(private readonly prefix: string) {}

  get(name: string): string | null {
    try {
      return localStorage.getItem(this.prefix + name) ?? memory.get(name) ?? null;
    } catch {
      return memory.get(name) ?? null;
    }
  }

  set(name: string, value: string): void {
    try {
      localStorage.setItem(this.prefix + name, value);
    } catch {
      memory.set(name, value);
    }
  }

  remove(name: string): void {
    memory.delete(name);
    try {
      localStorage.removeItem(this.prefix + name);
    } catch {
      // Nothing was stored.
    }
  }

  /** The names that start with `start`, without the prefix of this storage. */
  names(start: string): string[] {
    const found = [...memory.keys()].filter((name) => name.startsWith(start));
    try {
      for (let index = 0; index < localStorage.length; index += 1) {
        const key = localStorage.key(index);
        if (key?.startsWith(this.prefix + start)) found.push(key.slice(this.prefix.length));
      }
    } catch {
      // Memory is all there is.
    }
    return found;
  }
}
