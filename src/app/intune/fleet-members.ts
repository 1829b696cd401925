import type { JsonObject } from "../../core/json.ts";
import type { ConfiguredNode } from "./configured-nodes.ts";

/** What tells a device to people. Id, state and last sync come without being asked for. */
const shown = ["deviceName", "userPrincipalName", "operatingSystem", "osVersion", "managedDeviceOwnerType"];

/** What the settings of an Intune node look at besides, by setting. */
const neededBy: Readonly<Record<string, readonly string[]>> = {
  requireUserMatch: ["userId", "emailAddress"],
  requireEncryption: ["isEncrypted"],
  requireNotJailbroken: ["jailBroken"],
  requireNoPendingWipe: ["deviceActionResults"],
};

/** The members of a device's record that these nodes need, so that a large tenant's list is no longer than it must be. */
export function fleetMembers(nodes: readonly ConfiguredNode[]): readonly string[] {
  return [...new Set([...shown, ...nodes.flatMap(({ attributes }) => neededFor(attributes))])];
}

function neededFor(attributes: JsonObject): string[] {
  const ofRules = Object.entries(neededBy).flatMap(([setting, members]) =>
    attributes[setting] === true ? members : [],
  );
  const byEntraId = attributes.idKind === "entra" || attributes.idKind === "either" ? ["azureADDeviceId"] : [];
  return [...ofRules, ...byEntraId];
}
