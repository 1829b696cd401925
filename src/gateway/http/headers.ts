/** Header fields in the order of the wire, repeated names kept apart: `Set-Cookie` and spoofed copies need that. */
export interface Headers {
  /** All values of a name, compared without case. */
  all(name: string): readonly string[];
  first(name: string): string | undefined;
  /** Replaces every field of that name by one. */
  set(name: string, value: string): void;
  append(name: string, value: string): void;
  /** Removes the fields whose name the test accepts, and returns their names as they were spelt. */
  removeWhere(test: (name: string) => boolean): readonly string[];
  names(): readonly string[];
  /** Name, value, name, value: what node and undici take. */
  toRaw(): string[];
}

/** @param raw name, value, name, value, as in `IncomingMessage.rawHeaders` */
export function headersFrom(raw: readonly string[]): Headers {
  let fields: (readonly [string, string])[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) fields.push([raw[index] ?? "", raw[index + 1] ?? ""]);
  const removeWhere = (test: (name: string) => boolean): readonly string[] => {
    const removed = fields.filter(([name]) => test(name)).map(([name]) => name);
    if (removed.length > 0) fields = fields.filter(([name]) => !test(name));
    return removed;
  };
  const all = (wanted: string): readonly string[] => {
    const name = wanted.toLowerCase();
    return fields.filter(([field]) => field.toLowerCase() === name).map(([, value]) => value);
  };
  return {
    all,
    first: (name) => all(name)[0],
    set: (name, value) => {
      removeWhere((field) => field.toLowerCase() === name.toLowerCase());
      fields.push([name, value]);
    },
    append: (name, value) => {
      fields.push([name, value]);
    },
    removeWhere,
    names: () => [...new Set(fields.map(([name]) => name))],
    toRaw: () => fields.flat(),
  };
}
