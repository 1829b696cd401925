import { type FrozenClock, frozenClock } from "../../core/clock.ts";
import type { Logger } from "../../core/log.ts";
import { seededRandom } from "../../core/random.ts";
import { Secret } from "../../core/secret.ts";
import { type ComplianceClientOptions, createComplianceClient } from "../compliance.ts";
import type { MicrosoftConnection } from "../connection.ts";
import type { IntuneClient } from "../intune-client.ts";
import type { Timeouts } from "../timeouts.ts";
import type { FakeMicrosoft } from "./fake-microsoft.ts";

export const clientSecret = "s3cr3t~client";
export const password = "p4ss w0rd&=";
export const userName = "intune.reader@contoso.example";
export const deviceId = "0d6c6d20-5a0e-4b52-9c0b-6d2f5c3f8a11";
export const tenantId = "8f3c2f6e-3c58-4a7b-9a55-0b0f4f4b6a10";
export const clientId = "5b9a1c0e-77d8-4f55-8f0e-6a1f0c5d2b33";

export interface SetUp {
  readonly client: IntuneClient;
  readonly clock: FrozenClock;
  readonly connection: MicrosoftConnection;
  /** Everything that was logged, as text. */
  readonly logged: string[];
}

/** Time-outs for tests in which the fake keeps a client waiting. */
export const impatient: Partial<Timeouts> = { token: 400, total: 700 };

/** A client against the fake, with a frozen clock and hardly a pause before anything is tried again. */
export function setUp(
  fake: FakeMicrosoft,
  timeouts: Partial<Timeouts> = {},
  options: Partial<ComplianceClientOptions> = {},
): SetUp {
  const logged: string[] = [];
  const record = (fields: object, message: string): void => void logged.push(JSON.stringify({ ...fields, message }));
  const log: Logger = { debug: record, info: record, warn: record, error: record };
  const clock = frozenClock("2026-11-20T08:00:00Z");
  const { dispatcher } = fake;
  const random = seededRandom("microsoft");
  const client = createComplianceClient({
    clock,
    random,
    log,
    dispatcher,
    timeouts: { rejectedTokenPause: 1, retryPause: 1, ...timeouts },
    ...options,
  });
  const credential = { kind: "client-secret", secret: new Secret(clientSecret) } as const;
  const cloud = { login: fake.origin, graph: fake.origin };
  return { client, clock, connection: { cloud, tenantId, clientId, credential }, logged };
}

export function withPassword(
  connection: MicrosoftConnection,
  secret: string | null = clientSecret,
): MicrosoftConnection {
  const credential = {
    kind: "password",
    secret: secret === null ? null : new Secret(secret),
    userName,
    password: new Secret(password),
  } as const;
  return { ...connection, credential };
}

/** A managedDevice with the members that matter here, in an order of its own. */
export function device(members: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#deviceManagement/managedDevices/$entity",
    id: deviceId,
    userId: "6e7b768e-07e2-4810-8459-485f84f8f204",
    deviceName: "WINDEV2404EVAL",
    lastSyncDateTime: "2026-11-20T07:31:02.1234567Z",
    complianceState: "compliant",
    imei: null,
    ...members,
  };
}
