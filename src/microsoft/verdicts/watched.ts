import type { ResolvedConnection } from "../connection.ts";
import type { VerdictFailure } from "../failure.ts";
import type { FleetPage } from "../graph/fleet.ts";
import type { ReadingStore } from "./reading-store.ts";

/** A fleet's pages, each of which voids what was read before of the devices that it shows not to be compliant. */
export async function* watched(
  pages: AsyncIterable<FleetPage | VerdictFailure>,
  { service }: ResolvedConnection,
  store: ReadingStore,
): AsyncGenerator<FleetPage | VerdictFailure, void, void> {
  let order = store.begin();
  for await (const page of pages) {
    if (page.outcome === "page") {
      const bad = page.devices.filter(({ complianceState }) => complianceState !== "compliant");
      for (const { deviceId } of bad) store.eraseDevice(service, deviceId, order);
    }
    yield page;
    order = store.begin();
  }
}
