import { PassThrough, Readable } from "node:stream";
import { frozenClock } from "../../core/clock.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { silentLogger } from "../../core/log.ts";
import { seededRandom } from "../../core/random.ts";
import { identityHeaders, parseClientCertificate } from "../../device/index.ts";
import type { TestKeyPair } from "../../device/testing/certificates.ts";
import { describePlace, invalidAt } from "../config/place.ts";
import { outerScope } from "../config/scope.ts";
import { createHeap } from "../heap/heap.ts";
import type { HeapObject } from "../heap/heap-object.ts";
import type { Heap, Services } from "../heap/model.ts";
import { createEnding, type Ending } from "../http/ending.ts";
import type { Exchange, Filter, GatewayResponse, Handler } from "../http/exchange.ts";
import { headersFrom } from "../http/headers.ts";
import { parseTarget } from "../http/request-target.ts";
import { createGatewayMetrics } from "../monitoring/metrics.ts";
import { objectTypes } from "../objects/index.ts";
import { createGeneration } from "../routes/generation.ts";
import { createRouters } from "../routes/status.ts";
import { sharedSandbox } from "../scripting/javascript/shared-sandbox.ts";

/** Objects and requests without a network: for tests of one filter or handler. */

export interface TestExchange {
  readonly method?: string;
  /** Path and query; default `/`. */
  readonly target?: string;
  /** Name, value, name, value: as they are after what clients must not send was stripped. */
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
  readonly address?: string;
  readonly secure?: boolean;
  readonly certificate?: TestKeyPair;
  readonly externalOrigin?: string;
  readonly upstream?: string | null;
  readonly session?: Readonly<Record<string, Json>>;
  readonly attributes?: Readonly<Record<string, Json>>;
  readonly contexts?: Readonly<Record<string, JsonObject>>;
  readonly ending?: Ending;
}

export function testExchange(options: TestExchange = {}): Exchange {
  const parsed = parseTarget(options.target ?? "/");
  if (!parsed.ok) throw new Error(`no request could have this target: ${parsed.why}`);
  const { certificate } = options;
  return {
    transactionId: "7d3c1a52-0c7e-4a0e-8f0e-3f1f6f0d9a11",
    method: options.method ?? "GET",
    version: "1.1",
    client: {
      address: options.address ?? "127.0.0.1",
      port: 40_000,
      secure: options.secure ?? certificate !== undefined,
      peer:
        certificate === undefined
          ? { state: "none" }
          : { state: "verified", certificate: parseClientCertificate(certificate.der), chain: [] },
    },
    externalOrigin: options.externalOrigin ?? "https://gateway.example.com",
    original: parsed.target,
    headers: headersFrom(options.headers ?? []),
    body: options.body === undefined ? null : testBody(Buffer.from(options.body)),
    ending: options.ending ?? createEnding(),
    attributes: new Map(Object.entries(options.attributes ?? {})),
    contexts: new Map(Object.entries(options.contexts ?? {})),
    session: new Map(Object.entries(options.session ?? {})),
    target: parsed.target,
    upstream: options.upstream ?? null,
    mapping: { prefix: "", path: "" },
    route: null,
  };
}

function testBody(bytes: Buffer): Exchange["body"] {
  return { length: bytes.length, open: () => Readable.from([bytes]) };
}

export interface TestSurroundings {
  /** Objects that the configuration may name. */
  readonly objects?: Readonly<Record<string, HeapObject>>;
  readonly handlers?: Readonly<Record<string, Handler>>;
  readonly filters?: Readonly<Record<string, Filter>>;
  /** Declarations beside the object, as in a file's `heap`. */
  readonly heap?: readonly JsonObject[];
  readonly services?: Partial<Services>;
  /** Receives what lint remarks. */
  readonly remarks?: string[];
}

/** Everything that objects ask of a gateway, without one. */
export function testServices(around: Pick<TestSurroundings, "services" | "remarks"> = {}): Services {
  const directory = around.services?.directory ?? "/nonexistent";
  return {
    ...createGeneration({
      directory,
      mode: "production",
      types: objectTypes,
      trust: { identityHeaders: identityHeaders(["SSL_Client_S_DN"]), upstreams: new Set(), assertion: null },
      log: silentLogger,
      clock: frozenClock("2026-11-23T00:00:00Z"),
      random: seededRandom("objects"),
      compatibility: { scriptErrors: false, scriptIdentity: false },
      support: {},
      upstreamCa: undefined,
      resolve: {},
      routeDirectories: [],
      routers: createRouters(),
      renewals: new Set(),
      metrics: createGatewayMetrics(),
      origins: new Set(),
      audited: new WeakSet(),
      javascript: sharedSandbox(silentLogger).get,
    }).services,
    lint: (place, remark) => around.remarks?.push(`${describePlace(place)}: ${remark}`),
    ...around.services,
  };
}

/** Builds one object as if it stood at `test.json/object`. */
export async function buildObject(
  type: string,
  config: JsonObject,
  around: TestSurroundings = {},
): Promise<HeapObject> {
  const services = testServices(around);
  const { directory } = services;
  const scope = outerScope({ directory, environment: {}, secret: () => undefined });
  const resolve: Heap["resolve"] = async (to, place) => {
    const object = typeof to === "string" ? given(around, to) : undefined;
    if (object === undefined) throw invalidAt(place, `no object is called "${JSON.stringify(to)}"`);
    return object;
  };
  const parent: Heap = {
    ...createHeap({ parent: undefined, declarations: [], place: { file: "(built in)", path: [] }, scope, services }),
    resolve,
    extract: resolve,
  };
  const place = { file: "test.json", path: ["heap"] };
  const heap = createHeap({ parent, declarations: [...(around.heap ?? [])], place, scope, services });
  return heap.resolve({ type, config }, { file: "test.json", path: ["object"] });
}

function given(around: TestSurroundings, name: string): HeapObject | undefined {
  const handle = around.handlers?.[name];
  if (handle !== undefined) return { kind: "handler", handle };
  if (name === "TemporaryStorage") return { kind: "temporary-storage", limit: 1_000 };
  const filter = around.filters?.[name];
  return filter === undefined ? around.objects?.[name] : { kind: "filter", filter };
}

export async function buildFilter(type: string, config: JsonObject, around?: TestSurroundings): Promise<Filter> {
  const object = await buildObject(type, config, around);
  if (object.kind !== "filter") throw new Error(`${type} is no filter`);
  return object.filter;
}

export async function buildHandler(type: string, config: JsonObject, around?: TestSurroundings): Promise<Handler> {
  const object = await buildObject(type, config, around);
  if (object.kind !== "handler") throw new Error(`${type} is no handler`);
  return object.handle;
}

/** A handler that always answers the same. */
export function answering(status: number, headers: readonly string[] = [], body = ""): Handler {
  return async () => ({ status, headers: headersFrom(headers), body: Buffer.from(body) });
}

/** The text of a response, however it is kept. */
export async function textOf({ body }: GatewayResponse): Promise<string> {
  if (Buffer.isBuffer(body)) return body.toString("utf8");
  const chunks: Buffer[] = [];
  const sink = new PassThrough();
  sink.on("data", (chunk: Buffer) => chunks.push(chunk));
  await body.sendTo(sink);
  return Buffer.concat(chunks).toString("utf8");
}
