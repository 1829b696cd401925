import { deriveFrom } from "../derive.ts";
import { graphInstant } from "../graph-time.ts";
import type { ManagedDevice } from "../managed-device.ts";
import type { GenerateSpec } from "./generate-schema.ts";
import { generatedDevice } from "./generated-device.ts";
import { createNumbering } from "./numbering.ts";
import { personOf } from "./people.ts";
import { drawByShare } from "./shares.ts";

/** Devices that exist only while somebody looks at them: each follows from the seed and its number. */
export interface GeneratedFleet {
  readonly count: number;
  at(index: number): ManagedDevice;
  /** The number of the device with this id, in lower case. */
  indexOf(id: string): number | undefined;
  /** The numbers of the devices with this Entra id, in lower case: one, or two when one is a left-over. */
  indexesOfEntraId(entraId: string): readonly number[];
}

const day = 24 * 3_600_000;
/** Every so-many-th device enrolled again and left its old record behind, with the same serial number and Entra id. */
const leftOverEvery = 50;

export function createGeneratedFleet(
  spec: GenerateSpec,
  tenant: { id: string; domain: string },
  now: number,
): GeneratedFleet {
  const name = `${tenant.id}/${spec.seed}`;
  const ids = createNumbering(`${name}/intune`, spec.count);
  const entraIds = createNumbering(`${name}/entra`, spec.count);
  const platformOf = drawByShare(["windows", "ios", "ipados", "macos", "android"], spec.mix);
  const stateOf = drawByShare(
    ["compliant", "noncompliant", "inGracePeriod", "unknown", "configManager", "conflict", "error"],
    spec.states,
  );

  const fresh = (index: number): ManagedDevice => {
    const derived = deriveFrom(`${name}/${index}`);
    const drawn = platformOf(derived, "platform");
    const complianceState = stateOf(derived, "complianceState");
    return generatedDevice({
      id: ids.idOf(index),
      azureADDeviceId: entraIds.idOf(index),
      // Only Windows can be managed by Configuration Manager.
      platform: complianceState === "configManager" ? "windows" : drawn,
      complianceState,
      person: personOf(derived, index, tenant.domain),
      derived,
      now,
    });
  };
  const isLeftOver = (index: number): boolean => index % leftOverEvery === leftOverEvery - 1;

  return {
    count: spec.count,
    at: (index) => (isLeftOver(index) ? leftOver(fresh(index - 1), ids.idOf(index), now) : fresh(index)),
    indexOf: ids.indexOf,
    indexesOfEntraId(entraId) {
      const index = entraIds.indexOf(entraId);
      if (index === undefined || isLeftOver(index)) return [];
      return index + 1 < spec.count && isLeftOver(index + 1) ? [index, index + 1] : [index];
    },
  };
}

/** The record of an earlier enrolment of the same device, silent since then. */
function leftOver(device: ManagedDevice, id: string, now: number): ManagedDevice {
  const days = deriveFrom(id).integer("leftOver", 40, 400);
  return {
    ...device,
    id,
    enrolledDateTime: graphInstant(now - (days + 200) * day),
    lastSyncDateTime: graphInstant(now - days * day),
    complianceState: "noncompliant",
  };
}
