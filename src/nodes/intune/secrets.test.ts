import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.ts";
import { type FakeMicrosoft, issued, startFakeMicrosoft } from "../../microsoft/testing/fake-microsoft.ts";
import {
  accessToken,
  type FaultRow,
  graphErrorRows,
  graphFaultRows,
  internalHost,
  tokenFaultRows,
} from "../../microsoft/testing/fault-rows.ts";
import {
  clientId,
  clientSecret,
  deviceId,
  password,
  setUp,
  tenantId,
  userName,
} from "../../microsoft/testing/set-up.ts";
import { runNode } from "../testing/run-node.ts";
import { intuneConfig } from "./config.ts";
import { connectionOf } from "./connection.ts";
import { intuneNode } from "./index.ts";

let fake: FakeMicrosoft;
let directory: string;
let privateKey: string;
let certificate: string;

const federated = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJmZWRlcmF0ZWQifQ.c2lnbmF0dXJl";

beforeAll(async () => {
  fake = await startFakeMicrosoft();
  directory = mkdtempSync(join(tmpdir(), "secrets-"));
  const made = "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out app.pem -subj /CN=app -days 36500".split(" ");
  execFileSync("openssl", made, { cwd: directory, stdio: "pipe" });
  privateKey = readFileSync(join(directory, "key.pem"), "utf8");
  certificate = readFileSync(join(directory, "app.pem"), "utf8");
  writeFileSync(join(directory, "assertion"), federated);
});
afterAll(async () => {
  await fake.close();
  rmSync(directory, { recursive: true });
});

const own = { azureTenantId: tenantId, appRegistrationClientId: clientId };
const credentials: Record<string, () => JsonObject> = {
  "client secret": () => ({ appRegistrationClientSecret: clientSecret }),
  password: () => ({ appRegistrationClientSecret: clientSecret, userName, userPassword: password }),
  certificate: () => ({ credential: "certificate", certificate, privateKey }),
  "federated assertion": () => ({ credential: "federated", assertionFile: join(directory, "assertion") }),
};
const everything = { passDeviceInfoSession: true, extractApps: true, explain: true, saveFailingSettings: true };

interface Spoken {
  /** Log lines, the node's action, results and thrown errors with their causes. */
  readonly told: string;
  /** Shared state and its changes, as the trace has them. */
  readonly kept: string;
}

async function everythingSaid(row: FaultRow, credential: JsonObject): Promise<Spoken> {
  const brief = { token: 100, total: 150, page: 150 };
  const { client, clock, logged } = setUp(fake, brief, { staleIfError: 60_000, cache: { compliant: 1_000 } });
  fake.play({
    token: row.token ?? (() => issued(accessToken)),
    ...(row.graph === undefined ? {} : { graph: row.graph }),
  });
  const attributes = { ...own, ...credential, ...everything };
  const services = { compliance: client, cloud: { login: fake.origin, graph: fake.origin }, clock } as const;
  const said: unknown[] = [];
  const { action, state } = await runNode(intuneNode, {
    attributes,
    headers: { "x-intune": [`CN=${deviceId}`] },
    services,
  });
  said.push(action);
  const connection = connectionOf(intuneConfig.parse(attributes), { ...services, connections: new Map() });
  if ("missing" in connection) throw new Error(connection.missing);
  try {
    said.push(connection.credential, client.counters());
    // The rest does not depend on the credential; and whoever keeps us waiting has nothing more to say to anybody else.
    if (connection.credential.kind === "client-secret" && !/hang|drip/.test(row.title)) {
      for await (const step of client.diagnose(connection, { deviceId })) said.push(step);
      for await (const page of client.fleet(connection)) if (page.outcome === "failure") said.push(page);
      said.push(await client.detectedApps(connection, deviceId));
    }
  } catch (thrown) {
    said.push(thrown);
  }
  await client.close();
  said.push(await client.verdict(connection, deviceId).catch((thrown: unknown) => thrown));
  const shown = (value: unknown): string => {
    return `${JSON.stringify(value)}\n${inspect(value, { depth: 20, showHidden: true, maxStringLength: null })}`;
  };
  return {
    told: [...logged, ...said.map(shown)].join("\n"),
    kept: shown([state.snapshot("shared"), state.drainChanges()]),
  };
}

/** What was sent as proof, in every spelling that a text could hold it in. */
function secrets(): string[] {
  const keyLines = privateKey.split("\n").filter((line) => line.length > 40);
  const sent = fake.tokenRequests.map(({ form }) => form.get("client_assertion") ?? "");
  const plain = [clientSecret, password, accessToken, federated, ...keyLines, ...sent].filter((text) => text !== "");
  return plain.flatMap((text) => [text, encodeURIComponent(text), Buffer.from(text).toString("base64")]);
}

/** Graph never sees which credential the token came from: one of them is enough there. */
const rowsOf = (credential: string): readonly FaultRow[] =>
  credential === "client secret" ? [...graphErrorRows, ...graphFaultRows, ...tokenFaultRows] : tokenFaultRows;

describe("rule 3, secrets leave no trace: in logs, results, thrown errors, diagnoses, actions and state there is", () => {
  it.each(Object.entries(credentials))(
    "no secret, token, assertion, key or address, whatever Microsoft does to a node with a %s",
    async (kind, credential) => {
      for (const row of rowsOf(kind)) {
        const { told, kept } = await everythingSaid(row, credential());
        expect(told).toContain("reason");
        for (const hidden of [...secrets(), fake.origin, internalHost, "thief.example", "PRIVATE KEY", "Bearer "]) {
          expect(told.includes(hidden), `${row.title}: somebody says ${hidden}`).toBe(false);
          expect(kept.includes(hidden), `${row.title}: the state holds ${hidden}`).toBe(false);
        }
      }
    },
    60_000,
  );
});
