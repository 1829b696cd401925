import { type GroovyValue, hostClass, listOf, mapOf, setOf } from "../../../script/index.ts";
import type { Headers } from "../../http/headers.ts";
import { removeHeader, writeHeader } from "../message.ts";
import { attempt, numberArgument, textArgument, textsArgument } from "./arguments.ts";
import { mapEntry } from "./map-entry.ts";

/** `request.headers`: a map without regard to case, whose values are headers. */

export interface HeadersData {
  readonly headers: Headers;
  /** Hears the name of every header that the script sets. */
  readonly onSet: ((name: string) => void) | undefined;
}

interface HeaderData {
  readonly name: string;
  readonly values: readonly string[];
}

const packageName = "org.forgerock.http.protocol";

export const headerType = hostClass<HeaderData>({
  name: `${packageName}.Header`,
  properties: {
    name: { get: ({ name }) => name },
    values: { get: ({ values }) => listOf(values, true) },
    firstValue: { get: ({ values }) => values[0] ?? null },
  },
  methods: {
    size: ({ values }) => values.length,
    get: ({ values }, [index]) => values[numberArgument(index)] ?? null,
    contains: ({ values }, [value]) => values.includes(textArgument(value)),
  },
  getAt: ({ values }, index) => values.at(numberArgument(index)) ?? null,
  iterate: ({ values }) => values,
  text: ({ name, values }) => `${name}: ${values.join(", ")}`,
  truth: () => true,
});

export const headersType = hostClass<HeadersData>({
  name: `${packageName}.Headers`,
  implements: ["java.util.Map"],
  methods: {
    get: (data, [name]) => header(data, textArgument(name)),
    getFirst: ({ headers }, [name]) => headers.first(textArgument(name)) ?? null,
    getAll: ({ headers }, [name]) => listOf(headers.all(textArgument(name))),
    add: (data, [first, value]) => {
      write(data, first, value, "add");
      return null;
    },
    addAll: (data, [map]) => {
      for (const [name, value] of entriesOf(map)) write(data, name, value, "add");
      return null;
    },
    put: (data, [first, value]) => {
      const before = headerType.unwrap(first ?? null) === undefined ? header(data, textArgument(first)) : null;
      write(data, first, value, "put");
      return before;
    },
    putAll: (data, [map]) => {
      for (const [name, value] of entriesOf(map)) write(data, name, value, "put");
      return null;
    },
    remove: (data, [name]) => {
      const before = header(data, textArgument(name));
      removeHeader(data.headers, textArgument(name));
      return before;
    },
    containsKey: ({ headers }, [name]) => headers.all(textArgument(name)).length > 0,
    keySet: ({ headers }) => setOf(headers.names()),
    size: ({ headers }) => headers.names().length,
    isEmpty: ({ headers }) => headers.names().length === 0,
    clear: ({ headers }) => {
      for (const name of headers.names()) removeHeader(headers, name);
      return null;
    },
    copyAsMultiMapOfStrings: ({ headers }) => mapOf(headers.names().map((name) => [name, listOf(headers.all(name))])),
    asMapOfHeaders: (data) => mapOf(data.headers.names().map((name) => [name, header(data, name)])),
  },
  getAt: (data, name) => header(data, textArgument(name)),
  putAt: (data, name, value) => write(data, name, value, "put"),
  getMissing: (data, name) => header(data, name),
  setMissing: (data, name, value) => write(data, name, value, "put"),
  iterate: (data) => data.headers.names().map((name) => mapEntry(name, header(data, name))),
  text: ({ headers }) => `[${headers.names().join(", ")}]`,
  truth: ({ headers }) => headers.names().length > 0,
});

function header({ headers }: HeadersData, name: string): GroovyValue {
  const values = headers.all(name);
  return values.length === 0 ? null : headerType.wrap({ name, values });
}

/** `add(name, value)` or `add(header)`. Null removes, as in PingGateway. */
function write(data: HeadersData, first: GroovyValue | undefined, value: GroovyValue | undefined, how: "add" | "put") {
  const given = headerType.unwrap(first ?? null) ?? headerType.unwrap(value ?? null);
  const name = headerType.unwrap(first ?? null)?.name ?? textArgument(first);
  if (given === undefined && (value === null || value === undefined)) {
    if (how === "put") removeHeader(data.headers, name);
    return;
  }
  attempt(() => writeHeader(data.headers, name, given?.values ?? textsArgument(value), how));
  data.onSet?.(name);
}

function entriesOf(map: GroovyValue | undefined): (readonly [GroovyValue, GroovyValue])[] {
  const data = headersType.unwrap(map ?? null);
  if (data !== undefined) return data.headers.names().map((name) => [name, header(data, name)]);
  if (typeof map !== "object" || map?.kind !== "map") return [];
  const { store } = map;
  return store.keys().map((key) => [key, store.get(key) ?? null]);
}
