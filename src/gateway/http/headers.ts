/** Header fields in the order of the wire, repeated names kept apart: `Set-Cookie` and spoofed copies need that. */
export interface Headers {
  /** All values of a name, compared without case. */
  all(name: string): readonly string[];
  first(name: string): string | undefined;
  /** Replaces every field of that name by one. */
  set(name: string, value: string): void;
  append(name: string, value: string): void;
  /**
   * Removes the fields whose name the test accepts, and returns their names as they were spelt.
   *
   * @param test gets names in lower case
   */
  removeWhere(test: (name: string) => boolean): readonly string[];
  /** Of the fields; a repeated name counts each time. */
  count(): number;
  /** Every name once, as it was spelt. */
  names(): readonly string[];
  /** The names that the test accepts, each spelling once; the test gets them in lower case. */
  namesWhere(test: (name: string) => boolean): readonly string[];
  /** Name, value, name, value: what node and undici take. */
  toRaw(): string[];
}

const none: readonly string[] = Object.freeze([]);

/** All values of a name, compared without case, in what `IncomingMessage.rawHeaders` holds. */
export function valuesOf(raw: readonly string[], name: string): string[] {
  const wanted = name.toLowerCase();
  return raw.filter((_value, index) => index % 2 === 1 && raw[index - 1]?.toLowerCase() === wanted);
}

/**
 * A request's headers are looked at by many, so their names are put into lower case once, and nothing is copied before it
 * must be.
 *
 * @param raw name, value, name, value, as in `IncomingMessage.rawHeaders`; bytes are Latin-1, as header text is by definition
 */
export function headersFrom(raw: readonly (string | Buffer)[]): Headers {
  const fields: string[] = [];
  const keys: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = text(raw[index] ?? "");
    fields.push(name, text(raw[index + 1] ?? ""));
    keys.push(name.toLowerCase());
  }

  const removeWhere = (test: (name: string) => boolean): readonly string[] => {
    let removed: string[] | undefined;
    let kept = 0;
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index] ?? "";
      const name = fields[2 * index] ?? "";
      if (test(key)) {
        removed ??= [];
        removed.push(name);
        continue;
      }
      if (removed !== undefined) {
        keys[kept] = key;
        fields[2 * kept] = name;
        fields[2 * kept + 1] = fields[2 * index + 1] ?? "";
      }
      kept += 1;
    }
    if (removed === undefined) return none;
    keys.length = kept;
    fields.length = 2 * kept;
    return removed;
  };

  const namesWhere = (test: (name: string) => boolean): readonly string[] => {
    let found: Set<string> | undefined;
    for (let index = 0; index < keys.length; index += 1) {
      if (!test(keys[index] ?? "")) continue;
      found ??= new Set();
      found.add(fields[2 * index] ?? "");
    }
    return found === undefined ? none : [...found];
  };

  return {
    all: (wanted) => {
      const name = wanted.toLowerCase();
      let found: string[] | undefined;
      for (let index = keys.indexOf(name); index >= 0; index = keys.indexOf(name, index + 1)) {
        found ??= [];
        found.push(fields[2 * index + 1] ?? "");
      }
      return found ?? none;
    },
    first: (name) => {
      const index = keys.indexOf(name.toLowerCase());
      return index < 0 ? undefined : fields[2 * index + 1];
    },
    set: (name, value) => {
      const key = name.toLowerCase();
      if (keys.includes(key)) removeWhere((field) => field === key);
      keys.push(key);
      fields.push(name, value);
    },
    append: (name, value) => {
      keys.push(name.toLowerCase());
      fields.push(name, value);
    },
    removeWhere,
    count: () => keys.length,
    names: () => namesWhere(() => true),
    namesWhere,
    toRaw: () => fields.slice(),
  };
}

function text(item: string | Buffer): string {
  return typeof item === "string" ? item : item.toString("latin1");
}
