import { type GroovyCall, type GroovyValue, hostClass, listOf, mapOf, setOf } from "../../../script/groovy/index.ts";
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
    contains: ({ values }, [value], call) => values.includes(textArgument(value, call)),
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
    get: (data, [name], call) => header(data, textArgument(name, call)),
    getFirst: ({ headers }, [name], call) => headers.first(textArgument(name, call)) ?? null,
    getAll: ({ headers }, [name], call) => listOf(headers.all(textArgument(name, call))),
    add: (data, [first, value], call) => {
      write(data, first, value, "add", call);
      return null;
    },
    addAll: (data, [map], call) => {
      for (const [name, value] of entriesOf(map, call)) write(data, name, value, "add", call);
      return null;
    },
    put: (data, [first, value], call) => {
      const before = headerType.unwrap(first ?? null) === undefined ? header(data, textArgument(first, call)) : null;
      write(data, first, value, "put", call);
      return before;
    },
    putAll: (data, [map], call) => {
      for (const [name, value] of entriesOf(map, call)) write(data, name, value, "put", call);
      return null;
    },
    remove: (data, [name], call) => {
      const before = header(data, textArgument(name, call));
      removeHeader(data.headers, textArgument(name, call));
      return before;
    },
    containsKey: ({ headers }, [name], call) => headers.all(textArgument(name, call)).length > 0,
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
  getAt: (data, name, call) => header(data, textArgument(name, call)),
  putAt: (data, name, value, call) => write(data, name, value, "put", call),
  getMissing: (data, name) => header(data, name),
  setMissing: (data, name, value, call) => write(data, name, value, "put", call),
  iterate: (data) => data.headers.names().map((name) => mapEntry(name, header(data, name))),
  text: ({ headers }) => `[${headers.names().join(", ")}]`,
  truth: ({ headers }) => headers.names().length > 0,
});

function header({ headers }: HeadersData, name: string): GroovyValue {
  const values = headers.all(name);
  return values.length === 0 ? null : headerType.wrap({ name, values });
}

/** `add(name, value)` or `add(header)`. Null removes, as in PingGateway. */
function write(
  data: HeadersData,
  first: GroovyValue | undefined,
  value: GroovyValue | undefined,
  how: "add" | "put",
  call: GroovyCall,
): void {
  const given = headerType.unwrap(first ?? null) ?? headerType.unwrap(value ?? null);
  const name = headerType.unwrap(first ?? null)?.name ?? textArgument(first, call);
  if (given === undefined && (value === null || value === undefined)) {
    if (how === "put") removeHeader(data.headers, name);
    return;
  }
  const values = given?.values ?? textsArgument(value, call);
  for (const text of values) call.charge(name.length + text.length);
  attempt(() => writeHeader(data.headers, name, values, how));
  data.onSet?.(name);
}

function entriesOf(map: GroovyValue | undefined, call: GroovyCall): (readonly [GroovyValue, GroovyValue])[] {
  const data = headersType.unwrap(map ?? null);
  if (data !== undefined) return data.headers.names().map((name) => [name, header(data, name)]);
  if (typeof map !== "object" || map?.kind !== "map") return [];
  const { store } = map;
  return store.keys(call).map((key) => [key, store.get(key, call) ?? null]);
}
