import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LightMyRequestResponse } from "fastify";
import { createAmServer, realmSettingsSchema } from "../../../am/index.ts";
import { type FrozenClock, frozenClock } from "../../../core/clock.ts";
import { type Logger, silentLogger } from "../../../core/log.ts";
import { seededRandom } from "../../../core/random.ts";
import { Secret } from "../../../core/secret.ts";
import { createAssertionSigner, createAssertionVerifier, identityHeaders } from "../../../device/index.ts";
import { nodeCatalogue } from "../../../nodes/index.ts";
import { openStore } from "../../../store/index.ts";
import { type Deployment, loadDeployment } from "../../deployment/load.ts";
import { writeSecretFile } from "../../deployment/secret-files.ts";
import { type LiveConfiguration, openConfiguration, recoverJourneyFiles } from "../index.ts";

/** The configuration API over a copy of the example's journeys, with an administrator's session. */
export interface ConfigurationApi {
  readonly live: LiveConfiguration;
  readonly clock: FrozenClock;
  /** Of the administrator's session. */
  readonly token: string;
  /** The folder that holds `deployment/` and `.sallyport/`. */
  readonly folder: string;
  readonly logs: { readonly level: string; readonly fields: object; readonly message: string }[];
  /** The gateway's word for a request. */
  assertion(method: string, target: string): string;
  call(method: Method, path: string, body?: unknown, headers?: Headers): Promise<LightMyRequestResponse>;
  /** What the journey files of a realm say now, and the file of the unassigned. */
  files(realm?: string): Record<string, string>;
  path(name: string): string;
  /** The same deployment in a new process, as far as files go. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

type Method = "GET" | "PUT" | "POST" | "DELETE" | "OPTIONS" | "PATCH";
/** A header that is undefined is left out, also one that is always sent. */
type Headers = Readonly<Record<string, string | undefined>>;

export const trees = "/am/json/realms/root/realms/alpha/realm-config/authentication/authenticationtrees/trees";
export const nodes = "/am/json/realms/root/realms/alpha/realm-config/authentication/authenticationtrees/nodes";
export const scripts = "/am/json/realms/root/realms/alpha/scripts";
export const origin = "http://127.0.0.1:8080";

const example = fileURLToPath(new URL("../../../../examples/mtls-intune", import.meta.url));
const key = (seed: string): Secret => new Secret(seededRandom(seed).bytes(32).toString("base64url"));

export interface ApiOptions {
  readonly readOnly?: boolean;
  readonly watchEvery?: number;
  readonly administrator?: { readonly realm?: string; readonly roles?: readonly string[]; readonly active?: boolean };
  readonly minimumAuthLevel?: number;
}

export async function configurationApi(options: ApiOptions = {}): Promise<ConfigurationApi> {
  const folder = mkdtempSync(join(tmpdir(), "configuration-"));
  cpSync(example, join(folder, "deployment"), {
    recursive: true,
    // Two journeys, one inside the other, are enough.
    filter: (file) => !/(?:remediation|Agent)\.journey\.json$/.test(file),
  });
  const deployment = await load(folder);
  const clock = frozenClock("2026-01-01T00:00:00Z");
  const logs: { level: string; fields: object; message: string }[] = [];
  const log = recorder(logs);
  const open = (): Promise<LiveConfiguration> =>
    openConfiguration({
      deployment,
      realms: [
        { name: "root", path: "/", defaultJourney: "administration" },
        { name: "alpha", path: "/alpha", defaultJourney: "two-factor" },
      ],
      catalogue: nodeCatalogue,
      sealingKey: key("sealing"),
      readOnly: options.readOnly ?? false,
      watchEvery: options.watchEvery ?? 3_600_000,
      clock,
      random: seededRandom("configuration"),
      log,
    });
  let live = await open();
  const store = openStore({ path: ":memory:", clock, random: seededRandom("store"), sealingKey: key("store") });
  const gatewayKey = { kid: "gateway-1", secret: key("gateway") };
  const parties = { issuer: "gateway", audience: "server", clock };
  const { realm = "/", roles = ["administrator"], active = true } = options.administrator ?? {};
  const serve = () =>
    createAmServer({
      realms: [
        { path: "/", settings: realmSettingsSchema.parse({}) },
        { path: "/alpha", settings: realmSettingsSchema.parse({ cors: { origins: ["https://app.example.com"] } }) },
      ],
      engine: noEngine,
      journeys: live.journeys,
      store,
      users: {
        find: (of, username) => ({
          realm: of,
          username,
          universalId: `id=${username}`,
          active,
          roles: [...roles],
          attributes: {},
          locked: false,
        }),
      },
      keys: { authId: key("authId"), sealing: key("sealing") },
      trust: {
        identityHeaders: identityHeaders([]),
        assertions: createAssertionVerifier({ ...parties, keys: [gatewayKey] }),
        remoteHosts: [],
      },
      administration: { realm: "/", minimumAuthLevel: options.minimumAuthLevel ?? 0 },
      configuration: { store: live.store, catalogue: nodeCatalogue },
      ownOrigin: () => origin,
      webRoot: example,
      clock,
      random: seededRandom("server"),
      log,
    });
  let app = serve();
  const signer = createAssertionSigner({ ...parties, key: gatewayKey, random: seededRandom("gateway") });
  const token = seededRandom("token").bytes(32).toString("base64url");
  store.sessions.create({
    tokenHash: createHash("sha256").update(token).digest(),
    handle: "shandle:1",
    realm,
    username: "amadmin",
    universalId: "id=amadmin,ou=user,dc=openam,dc=forgerock,dc=org",
    properties: { AuthLevel: "1" },
    certificate: null,
    createdAt: clock.now(),
    latestAccessAt: clock.now(),
    maxIdleMs: 1_800_000,
    maxSessionMs: 7_200_000,
  });
  const always = {
    "accept-api-version": "protocol=2.1,resource=1.0",
    "content-type": "application/json",
    cookie: `iPlanetDirectoryPro=${token}`,
  };
  return {
    get live() {
      return live;
    },
    clock,
    token,
    folder,
    logs,
    assertion: (method, target) =>
      signer.sign({
        method,
        target,
        external: { origin: "https://gateway.example.com", prefix: "", path: "" },
        clientIp: "203.0.113.7",
        device: null,
      }),
    call(method, path, body, headers = {}) {
      const sent = Object.entries<string | undefined>({ ...always, ...headers }).filter(
        ([, value]) => value !== undefined,
      );
      const payload = typeof body === "string" ? body : JSON.stringify(body);
      return app.inject({
        method,
        url: path,
        headers: Object.fromEntries(sent) as Record<string, string>,
        ...(body === undefined ? {} : { payload }),
      });
    },
    files(of = "alpha") {
      const journeys = join(folder, "deployment/realms", of, "journeys");
      return Object.fromEntries(
        readdirSync(journeys).map((name) => [name, readFileSync(join(journeys, name), "utf8")]),
      );
    },
    path: (name) => join(folder, name),
    async reopen() {
      await app.close();
      await live.close();
      await recoverJourneyFiles(deployment);
      live = await open();
      app = serve();
    },
    async close() {
      await app.close();
      await live.close();
      store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function load(folder: string): Promise<Deployment> {
  const state = join(folder, ".sallyport");
  for (const name of ["gateway.assertion.key", "intune.client.secret", "emulator.control.token", "esv.tenant"]) {
    writeSecretFile(join(state, "secrets"), name, `${name}-0123456789abcdef`);
  }
  writeSecretFile(join(state, "keys"), "sealing", key("sealing").reveal());
  return loadDeployment("deployment", { workingDirectory: folder, environment: {} });
}

function recorder(lines: { level: string; fields: object; message: string }[]): Logger {
  const level = (name: string) => (fields: object, message: string) => {
    lines.push({ level: name, fields, message });
  };
  return { ...silentLogger, info: level("info"), warn: level("warn"), error: level("error") };
}

const noEngine: Parameters<typeof createAmServer>[0]["engine"] = new Proxy({} as never, {
  get: () => () => {
    throw new Error("no journey runs here");
  },
});
