import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";
import type { Credential } from "../credential.ts";
import { type FakeMachine, startFakeMachine } from "./fake-machine.ts";
import { type FakeMicrosoft, startFakeMicrosoft } from "./fake-microsoft.ts";
import { device, deviceId, type SetUp, setUp } from "./set-up.ts";

/** A client on a machine of Azure's, new for every test of the file; Graph takes the machine's token alone. */
export interface OnMachine {
  readonly fake: FakeMicrosoft;
  readonly machine: FakeMachine;
  readonly setting: SetUp;
  /** Asks for the device, by default as the system-assigned identity. */
  ask(credential?: Credential): ReturnType<SetUp["client"]["verdict"]>;
}

/** @param environmentOf the variables that tell a program of the machine's endpoint, which is at `origin` */
export function onMachine(environmentOf: (origin: string) => Readonly<Record<string, string>>): OnMachine {
  let fake: FakeMicrosoft;
  let machine: FakeMachine;
  let setting: SetUp;
  beforeAll(async () => {
    fake = await startFakeMicrosoft();
    machine = await startFakeMachine();
    for (const [name, value] of Object.entries(environmentOf(machine.origin))) vi.stubEnv(name, value);
  });
  beforeEach(() => {
    setting = setUp(fake);
    machine.requests.length = 0;
    fake.play({
      graph: ({ headers }) => ({ status: headers.authorization === "Bearer machine" ? 200 : 403, body: device() }),
    });
  });
  afterEach(() => setting.client.close());
  afterAll(async () => {
    vi.unstubAllEnvs();
    await machine.close();
    await fake.close();
  });
  return {
    get fake() {
      return fake;
    },
    get machine() {
      return machine;
    },
    get setting() {
      return setting;
    },
    ask: (credential = { kind: "managed-identity" }) =>
      setting.client.verdict({ ...setting.connection, clientId: "", credential }, deviceId),
  };
}
