import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import { type FrozenClock, frozenClock } from "../../core/clock.ts";
import { type Logger, silentLogger } from "../../core/log.ts";
import { seededRandom, systemRandom } from "../../core/random.ts";
import { Secret } from "../../core/secret.ts";
import {
  type AssertionDevice,
  type AssertionInput,
  type AssertionSigner,
  createAssertionSigner,
  createAssertionVerifier,
  identityHeaders,
} from "../../device/index.ts";
import { type Callback, type Engine, nameCallback, passwordCallback, type TraceEvent } from "../../journey/index.ts";
import { openStore, type Store, usernameKey } from "../../store/index.ts";
import type { Identity } from "../../users/index.ts";
import { identityFake } from "../../users/testing/fakes.ts";
import type { AdministrationRules } from "../administrator.ts";
import type { AmLimits, JourneyDirectory, MetricsOptions } from "../options.ts";
import { createAmServer } from "../server.ts";
import { realmSettingsSchema } from "../settings.ts";
import { type FakeEngine, type FakeJourney, fakeEngine } from "./fake-engine.ts";

export const secret = (seed: string): Secret => new Secret(seededRandom(seed).bytes(32).toString("base64url"));

export const usernameAndPassword: readonly Callback[] = [nameCallback("User Name"), passwordCallback("Password")];

/** Users of every realm; `gone` was deactivated, `locked` is locked out, `amadmin` is an administrator of the root realm. */
const testUsers: Readonly<Record<string, Partial<Identity>>> = {
  demo: { attributes: { mail: ["demo@example.com"], givenName: ["Demo"] } },
  other: {},
  amadmin: { roles: ["administrator"] },
  gone: { active: false },
  locked: { locked: true },
};

function findUser(realm: string, username: string): Identity | null {
  const name = usernameKey(username);
  const user = Object.hasOwn(testUsers, name) ? testUsers[name] : undefined;
  if (user === undefined) return null;
  return identityFake({ realm, username: name, ...user });
}

export interface TestServer {
  readonly app: FastifyInstance;
  readonly clock: FrozenClock;
  readonly engine: FakeEngine;
  readonly store: Store;
  readonly logs: LoggedLine[];
  /** What the server itself told the trace. */
  readonly traced: TraceEvent[];
  /** Signs as the gateway does. */
  readonly gateway: AssertionSigner;
  assertion(input?: Partial<AssertionInput>): string;
  /** `POST` to authenticate of realm alpha, as the SDKs do. */
  authenticate(options?: AuthenticateOptions): Promise<LightMyRequestResponse>;
  close(): Promise<void>;
}

export interface LoggedLine {
  readonly level: string;
  readonly fields: object;
  readonly message: string;
}

export interface AuthenticateOptions {
  readonly url?: string;
  readonly query?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Comes through the gateway, with this device or with none. */
  readonly device?: AssertionDevice | null;
}

export interface TestServerOptions {
  readonly journeys?: Readonly<Record<string, FakeJourney>>;
  /** `realm.json` of realm alpha. */
  readonly settings?: object;
  readonly rootSettings?: object;
  readonly remoteHosts?: readonly string[];
  readonly limits?: AmLimits;
  readonly metrics?: MetricsOptions;
  readonly gatewayKeys?: boolean;
  readonly administration?: AdministrationRules;
  readonly credentialHeaders?: readonly string[];
  /** File of the store; default: in memory. */
  readonly path?: string;
  /** The real engine with these journeys, instead of the fake one. */
  readonly real?: (clock: FrozenClock) => { readonly engine: Engine; readonly journeys: JourneyDirectory };
}

export const authenticateUrl = "/am/json/realms/root/realms/alpha/authenticate";
export const externalOrigin = "https://gateway.example.com:8443";

export function device(id: string, thumbprint = "A".repeat(43)): AssertionDevice {
  const ids = [{ kind: "unspecified" as const, value: id, place: "san-dns" as const }];
  return { thumbprint, notBefore: 0, notAfter: Date.parse("2030-01-01"), ids };
}

export function testServer(options: TestServerOptions = {}): TestServer {
  const clock = frozenClock("2026-01-01T00:00:00Z");
  const engine = fakeEngine(options.journeys ?? { login: { steps: [usernameAndPassword] } }, () => clock.now());
  const real = options.real?.(clock);
  const store = openStore({
    path: options.path ?? ":memory:",
    clock,
    random: seededRandom("store"),
    sealingKey: secret("store"),
  });
  const logs: LoggedLine[] = [];
  const traced: TraceEvent[] = [];
  const pages = webRoot();
  const key = { kid: "gateway-1", secret: secret("gateway") };
  const parties = { issuer: "gateway", audience: "server", clock };
  const gateway = createAssertionSigner({ ...parties, key, random: seededRandom("gateway") });
  const settings = realmSettingsSchema.parse(options.settings ?? {});
  const app = createAmServer({
    realms: [
      { path: "/", settings: realmSettingsSchema.parse(options.rootSettings ?? {}) },
      { path: "/alpha", settings },
    ],
    engine: real?.engine ?? engine,
    journeys: () => real?.journeys ?? engine,
    store,
    users: {
      find: findUser,
    },
    keys: { authId: secret("authId"), sealing: secret("sealing") },
    trust: {
      identityHeaders: identityHeaders(["SSL_Client_S_DN", "x-intune"]),
      assertions: options.gatewayKeys === false ? null : createAssertionVerifier({ ...parties, keys: [key] }),
      remoteHosts: options.remoteHosts ?? [],
    },
    ownOrigin: () => "http://127.0.0.1:8080",
    webRoot: pages,
    ...(options.administration === undefined ? {} : { administration: options.administration }),
    ...(options.credentialHeaders === undefined ? {} : { credentialHeaders: new Set(options.credentialHeaders) }),
    ...(options.metrics === undefined ? {} : { metrics: options.metrics }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    clock,
    // A server that is started anew on the same store must not repeat itself.
    random: options.path === undefined ? seededRandom("server") : systemRandom,
    log: recorder(logs),
    trace: (event) => void traced.push(event),
  });
  const assertion = (input: Partial<AssertionInput> = {}): string =>
    gateway.sign({
      method: "POST",
      target: authenticateUrl,
      external: { origin: externalOrigin, prefix: "", path: "" },
      clientIp: "203.0.113.7",
      device: null,
      ...input,
    });
  return {
    app,
    clock,
    engine,
    store,
    logs,
    traced,
    gateway,
    assertion,
    authenticate({ url = authenticateUrl, query = "authIndexType=service&authIndexValue=login", ...rest } = {}) {
      const target = query === "" ? url : `${url}?${query}`;
      const signed =
        rest.device === undefined ? {} : { "sallyport-assertion": assertion({ target, device: rest.device }) };
      return app.inject({
        method: "POST",
        url: target,
        headers: { "content-type": "application/json", ...signed, ...rest.headers },
        ...(rest.body === undefined ? {} : { payload: JSON.stringify(rest.body) }),
      });
    },
    async close() {
      await app.close();
      store.close();
      rmSync(pages, { recursive: true });
    },
  };
}

/** A step as a client sends it back: with its values, and with all that came along. */
export function answered(step: LightMyRequestResponse, values: readonly unknown[] = ["demo", "secret"]): object {
  const body: { callbacks: { input?: { name: string; value: unknown }[] }[] } = step.json();
  const inputs = body.callbacks.flatMap(({ input = [] }) => input);
  inputs.forEach((input, index) => {
    input.value = values[index];
  });
  return { ...body, status: 200, ok: true };
}

/** The value of the session cookie that an answer sets. */
export function cookieOf(response: LightMyRequestResponse): string {
  return String(response.headers["set-cookie"] ?? "");
}

function recorder(lines: LoggedLine[]): Logger {
  const level = (name: string) => (fields: object, message: string) => {
    lines.push({ level: name, fields, message });
  };
  return { ...silentLogger, info: level("info"), warn: level("warn"), error: level("error") };
}

function webRoot(): string {
  const folder = mkdtempSync(join(tmpdir(), "am-web-"));
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), "<!doctype html><title>Sign in</title>");
  writeFileSync(join(folder, "assets", "login-3f2a.js"), "export {};");
  return folder;
}
