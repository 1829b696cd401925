import { type GroovyCall, type GroovyValue, hostClass, listOf, mapOf, setOf } from "../../../script/groovy/index.ts";
import { entityTextOf, type ScriptRequest } from "../message.ts";
import { writeUriPart } from "../uri.ts";
import { attempt, textArgument, textsArgument } from "./arguments.ts";
import { mapEntry } from "./map-entry.ts";

/** What a field takes of a run's memory besides its text. */
const entryUnits = 100;

/** `request.queryParams`, and `request.form` with the fields of an urlencoded entity besides. */

interface FormData {
  readonly parameters: URLSearchParams;
  /** Keeps what a script changed. */
  readonly save: () => void;
}

export const formType = hostClass<FormData>({
  name: "org.forgerock.http.protocol.Form",
  implements: ["java.util.Map"],
  methods: {
    get: valuesOf,
    getFirst: ({ parameters }, [name]) => parameters.get(textArgument(name)),
    add: ({ parameters, save }, [name, value], call) => {
      for (const text of textsArgument(value, call)) {
        call.charge(text.length + entryUnits);
        parameters.append(textArgument(name, call), text);
      }
      save();
      return null;
    },
    put: (data, [name, value], call) => replace(data, textArgument(name, call), textsArgument(value, call)),
    putSingle: (data, [name, value], call) => replace(data, textArgument(name, call), textsArgument(value, call)),
    remove: (data, [name]) => {
      const before = valuesOf(data, [name ?? null]);
      replace(data, textArgument(name), []);
      return before;
    },
    containsKey: ({ parameters }, [name]) => parameters.has(textArgument(name)),
    keySet: ({ parameters }) => setOf(parameters.keys()),
    isEmpty: ({ parameters }) => parameters.size === 0,
    size: ({ parameters }) => new Set(parameters.keys()).size,
    toQueryString: ({ parameters }) => parameters.toString(),
    toFormString: ({ parameters }) => parameters.toString(),
  },
  getAt: (data, name) => valuesOf(data, [name]),
  putAt: (data, name, value, call) => {
    replace(data, textArgument(name, call), textsArgument(value, call));
  },
  getMissing: (data, name) => valuesOf(data, [name]),
  iterate: (data) => [...new Set(data.parameters.keys())].map((name) => mapEntry(name, valuesOf(data, [name]))),
  text: ({ parameters }) => parameters.toString(),
  truth: ({ parameters }) => parameters.size > 0,
});

export function queryOf(request: ScriptRequest): GroovyValue {
  const parameters = new URLSearchParams(request.target.query ?? "");
  const save = (): void => {
    attempt(() => writeUriPart(request, "rawQuery", parameters.size === 0 ? null : parameters.toString()));
  };
  return formType.wrap({ parameters, save });
}

/** A copy: changes of it change nothing. */
export function formOf(request: ScriptRequest, call: GroovyCall): GroovyValue {
  const parameters = new URLSearchParams(request.target.query ?? "");
  if (/^application\/x-www-form-urlencoded\b/i.test(request.headers.first("content-type") ?? "")) {
    const text = entityTextOf(request) ?? "";
    call.charge(text.length);
    call.work(text.length >> 2);
    for (const [name, value] of new URLSearchParams(text)) parameters.append(name, value);
  }
  return formType.wrap({ parameters, save: () => undefined });
}

interface CookieData {
  readonly name: string;
  readonly value: string;
}

export const cookieType = hostClass<CookieData>({
  name: "org.forgerock.http.protocol.Cookie",
  properties: { name: { get: ({ name }) => name }, value: { get: ({ value }) => value } },
  text: ({ name, value }) => `${name}=${value}`,
});

/** `request.cookies`: a map from names to lists, as `Cookie` headers hold them. Changes of it change nothing. */
export function cookiesOf(request: ScriptRequest): GroovyValue {
  const found = new Map<string, CookieData[]>();
  for (const pair of request.headers.all("cookie").flatMap((value) => value.split(";"))) {
    const equals = pair.indexOf("=");
    const name = pair.slice(0, Math.max(0, equals)).trim();
    const value = unquoted(pair.slice(equals + 1).trim());
    if (name === "" || /\s/.test(name) || value.includes('"')) continue;
    const same = found.get(name);
    if (same === undefined) found.set(name, [{ name, value }]);
    else same.push({ name, value });
  }
  return mapOf([...found].map(([name, cookies]) => [name, listOf(cookies.map(cookieType.wrap), true)]));
}

function unquoted(value: string): string {
  return value.replace(/^"/, "").replace(/"$/, "");
}

function valuesOf({ parameters }: FormData, [name]: readonly GroovyValue[]): GroovyValue {
  const values = parameters.getAll(textArgument(name));
  return values.length === 0 ? null : listOf(values, true);
}

function replace({ parameters, save }: FormData, name: string, values: readonly string[]): null {
  parameters.delete(name);
  for (const value of values) parameters.append(name, value);
  save();
  return null;
}
