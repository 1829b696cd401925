import {
  type GroovyValue,
  groovyError,
  groovyPromise,
  type HostType,
  hostClass,
  isGroovyObject,
  type PropertySpec,
} from "../../../script/groovy/index.ts";
import { newRequest, newResponse, type ScriptRequest, type ScriptResponse, setMethod } from "../message.ts";
import { attempt, numberArgument, textArgument } from "./arguments.ts";
import { entityType, writeEntity } from "./entity.ts";
import { cookiesOf, formOf, queryOf } from "./form.ts";
import { headersType } from "./headers.ts";
import { statusType } from "./status.ts";
import { setUri, uriType } from "./uri.ts";

/** `Request` and `Response`. Their setters answer the message itself, so that calls can be chained. */

const packageName = "org.forgerock.http.protocol";

export const requestType: HostType<ScriptRequest> = hostClass<ScriptRequest>({
  name: `${packageName}.Request`,
  implements: [`${packageName}.Message`],
  properties: {
    method: {
      get: ({ method }) => method,
      set: (request, value, call) => attempt(() => setMethod(request, textArgument(value, call))),
    },
    uri: { get: (request) => uriType.wrap(request), set: setUri },
    version: readOnly(({ version }) => `HTTP/${version}`),
    headers: {
      get: (request) => headersType.wrap({ headers: request.headers, onSet: (name) => vouch(request, name) }),
    },
    cookies: { get: cookiesOf },
    form: { get: formOf },
    queryParams: { get: queryOf },
    entity: { get: (request) => entityType.wrap(request), set: writeEntity },
  },
  methods: {
    setMethod: (request, [method], call, self) => {
      attempt(() => setMethod(request, textArgument(method, call)));
      return self;
    },
    setUri: (request, [uri], call, self) => {
      setUri(request, uri, call);
      return self;
    },
    setEntity: (request, [entity = null], call, self) => {
      writeEntity(request, entity, call);
      return self;
    },
    close: () => null,
  },
  construct: ([other]) => requestType.wrap(copyOf(requestType.unwrap(other ?? null))),
  text: ({ method, target }) => `[ method: ${method} uri: ${target.path} ]`,
});

/** A new request; with an argument, one that begins as that other did. */
function copyOf(other: ScriptRequest | undefined): ScriptRequest {
  const request = newRequest();
  if (other === undefined) return request;
  const { method, target, upstream, body } = other;
  for (const name of other.headers.names()) {
    for (const value of other.headers.all(name)) request.headers.append(name, value);
  }
  return Object.assign(request, { method, target, upstream: upstream ?? other.externalOrigin ?? null, body });
}

/** Remembers headers that a script set, where its word is to count for identities. */
function vouch(request: ScriptRequest, name: string): void {
  if (request.vouched !== undefined) request.vouched = new Set([...request.vouched, name.toLowerCase()]);
}

export const responseType: HostType<ScriptResponse> = hostClass<ScriptResponse>({
  name: `${packageName}.Response`,
  implements: [`${packageName}.Message`],
  properties: {
    status: { get: ({ status }) => statusType.wrap(status), set: setStatus },
    version: readOnly(() => "HTTP/1.1"),
    headers: { get: ({ headers }) => headersType.wrap({ headers, onSet: undefined }) },
    entity: { get: (response) => entityType.wrap(response), set: writeEntity },
    cause: readOnly(() => null),
  },
  methods: {
    setStatus: (response, [status = null], _call, self) => {
      setStatus(response, status);
      return self;
    },
    setEntity: (response, [entity = null], call, self) => {
      writeEntity(response, entity, call);
      return self;
    },
    close: () => null,
  },
  statics: {
    methods: { newResponsePromise: ([response = null]) => groovyPromise(Promise.resolve(checkedResponse(response))) },
  },
  construct: ([status]) => responseType.wrap(newResponse(status == null ? 200 : codeOf(status))),
  text: ({ status }) => `[ status: ${status} ]`,
});

function setStatus(response: ScriptResponse, status: GroovyValue): void {
  const code = codeOf(status);
  response.status = attempt(() => newResponse(code).status);
}

function codeOf(status: GroovyValue): number {
  return statusType.unwrap(status) ?? numberArgument(status);
}

function checkedResponse(value: GroovyValue): GroovyValue {
  if (value === null || responseType.unwrap(value) !== undefined) return value;
  const kind = isGroovyObject(value) ? value.kind : typeof value;
  throw groovyError("java.lang.IllegalArgumentException", `a Response is needed, not a ${kind}`);
}

function readOnly<Data>(get: (data: Data) => GroovyValue): PropertySpec<Data> {
  return { get };
}
