import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import { type FrozenClock, frozenClock } from "../../core/clock.ts";
import { type Logger, silentLogger } from "../../core/log.ts";
import { seededRandom } from "../../core/random.ts";
import { Secret } from "../../core/secret.ts";
import {
  type AssertionDevice,
  type AssertionInput,
  type AssertionSigner,
  createAssertionSigner,
  createAssertionVerifier,
  identityHeaders,
} from "../../device/index.ts";
import { type Callback, nameCallback, passwordCallback } from "../../journey/index.ts";
import { openStore, type Store } from "../../store/index.ts";
import type { AmLimits } from "../options.ts";
import { createAmServer } from "../server.ts";
import { realmSettingsSchema } from "../settings.ts";
import { type FakeEngine, type FakeJourney, fakeEngine } from "./fake-engine.ts";

export const secret = (seed: string): Secret => new Secret(seededRandom(seed).bytes(32).toString("base64url"));

export const usernameAndPassword: readonly Callback[] = [nameCallback("User Name"), passwordCallback("Password")];

/** Users of every realm; `gone` was deactivated. */
const activeUsers: Readonly<Record<string, boolean>> = { demo: true, amadmin: true, gone: false };

export interface TestServer {
  readonly app: FastifyInstance;
  readonly clock: FrozenClock;
  readonly engine: FakeEngine;
  readonly store: Store;
  readonly logs: LoggedLine[];
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
  readonly settings?: object;
  readonly remoteHosts?: readonly string[];
  readonly limits?: AmLimits;
  readonly gatewayKeys?: boolean;
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
  const store = openStore({ path: ":memory:", clock, random: seededRandom("store"), sealingKey: secret("store") });
  const logs: LoggedLine[] = [];
  const pages = webRoot();
  const key = { kid: "gateway-1", secret: secret("gateway") };
  const parties = { issuer: "gateway", audience: "server", clock };
  const gateway = createAssertionSigner({ ...parties, key, random: seededRandom("gateway") });
  const settings = realmSettingsSchema.parse(options.settings ?? {});
  const app = createAmServer({
    realms: [
      { path: "/", settings: realmSettingsSchema.parse({}) },
      { path: "/alpha", settings },
    ],
    engine,
    journeys: () => engine,
    store,
    users: {
      find(realm, username) {
        const active = activeUsers[username];
        return active === undefined ? null : { realm, username, active, roles: [], attributes: {} };
      },
    },
    keys: { authId: secret("authId"), sealing: secret("sealing") },
    trust: {
      identityHeaders: identityHeaders(["SSL_Client_S_DN", "x-intune"]),
      assertions: options.gatewayKeys === false ? null : createAssertionVerifier({ ...parties, keys: [key] }),
      remoteHosts: options.remoteHosts ?? [],
    },
    ownOrigin: () => "http://127.0.0.1:8080",
    webRoot: pages,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    clock,
    random: seededRandom("server"),
    log: recorder(logs),
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
