import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";
import { type DemoFile, demoFileSchema } from "../../src/app/demo/demo-file.ts";
import { systemClock } from "../../src/core/clock.ts";
import { systemRandom } from "../../src/core/random.ts";
import { Secret } from "../../src/core/secret.ts";
import { type TraceEvent, unpackEvents } from "../../src/journey/index.ts";
import { openStore } from "../../src/store/index.ts";

/** The running demo, as `.sallyport/demo.json` describes it. */

export const folder: string = inject("demoFolder");
export const state: string = join(folder, ".sallyport");
export const demo: DemoFile = demoFileSchema.parse(JSON.parse(readFileSync(join(state, "demo.json"), "utf8")));
export const ca: string = readFileSync(demo.ca, "utf8");

export type Device = DemoFile["devices"][number];

/** The device that stands for an outcome of the Intune node. */
export function deviceFor(outcome: string): Device {
  const device = demo.devices.find((candidate) => candidate.outcome === outcome);
  if (device === undefined) throw new Error(`the demo has no device for ${outcome}`);
  return device;
}

/** Certificate and key of a device, PEM. */
export function identityOf(device: Device): { cert: string; key: string } {
  return { cert: readFileSync(device.cert, "utf8"), key: readFileSync(device.key, "utf8") };
}

export function secretOf(name: string): string {
  return readFileSync(join(state, "secrets", name), "utf8").trim();
}

/** Milliseconds. Traces are written a little later than answers are sent. */
const tracePatience = 20_000;

/** The trace of a login, waiting until the server has written its end. Default `directory`: the demo's state. */
export async function traceOf(
  transactionId: string,
  until: (events: readonly TraceEvent[]) => boolean,
  directory: string = state,
): Promise<TraceEvent[]> {
  const sealingKey = new Secret(readFileSync(join(directory, "keys", "sealing"), "utf8").trim());
  const options = { clock: systemClock, random: systemRandom, sealingKey, readonly: true };
  const store = openStore({ path: join(directory, "sallyport.db"), ...options });
  try {
    for (const began = Date.now(); ; ) {
      const events = unpackEvents(transactionId, store.traces.read(transactionId));
      if (until(events)) return events;
      if (Date.now() - began > tracePatience)
        throw new Error(`the trace of ${transactionId} is not complete: ${JSON.stringify(events)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    store.close();
  }
}
