import { type GroovyCall, type GroovyValue, hostClass, type PropertySpec } from "../../../script/groovy/index.ts";
import type { ScriptRequest } from "../message.ts";
import { readUriPart, type UriPart, uriText, writeUri, writeUriPart } from "../uri.ts";
import { attempt, numberArgument, textArgument } from "./arguments.ts";

/** `request.uri`. What a script writes must be an address that the gateway would also have let in. */

const parts: readonly UriPart[] = [
  "scheme",
  "host",
  "port",
  "authority",
  "rawAuthority",
  "userInfo",
  "rawUserInfo",
  "path",
  "rawPath",
  "query",
  "rawQuery",
  "fragment",
  "rawFragment",
];

export const uriType = hostClass<ScriptRequest>({
  name: "org.forgerock.http.MutableUri",
  properties: Object.fromEntries(parts.map((part): [string, PropertySpec<ScriptRequest>] => [part, property(part)])),
  methods: {
    asURI: (_request, _args, _call, self) => self,
    asString: uriText,
    toASCIIString: uriText,
    getPathElements: ({ target }) => ({
      kind: "list",
      items: target.path.split("/").slice(1).map(decodeURIComponent),
      fixed: true,
    }),
    rebase: (request, [base], call, self) => {
      const { origin } = new URL(attempt(() => absolute(base, call)));
      attempt(() => writeUri(request, origin + pathAndQuery(request)));
      return self;
    },
  },
  text: uriText,
  key: uriText,
});

function property(part: UriPart): PropertySpec<ScriptRequest> {
  return {
    get: (request) => readUriPart(request, part),
    set: (request, value, call) => attempt(() => writeUriPart(request, part, partValue(part, value, call))),
  };
}

function partValue(part: UriPart, value: GroovyValue, call: GroovyCall): string | number | null {
  if (value === null) return null;
  return part === "port" ? numberArgument(value) : textArgument(value, call);
}

/** Sets the address of a request: a text, or another address. */
export function setUri(request: ScriptRequest, value: GroovyValue | undefined, call: GroovyCall): void {
  const other = uriType.unwrap(value ?? null);
  attempt(() => writeUri(request, other === undefined ? textArgument(value, call) : uriText(other)));
}

function absolute(base: GroovyValue | undefined, call: GroovyCall): string {
  const other = uriType.unwrap(base ?? null);
  const text = other === undefined ? textArgument(base, call) : uriText(other);
  if (!URL.canParse(text)) throw new RangeError("this is no address");
  return text;
}

function pathAndQuery({ target: { path, query } }: ScriptRequest): string {
  return query === null ? path : `${path}?${query}`;
}
