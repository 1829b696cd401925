import { z } from "zod";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";
import { collectedProfile, deviceProfileKey, leavesOf, usernameOf } from "../device-profile-collector/profile.ts";
import { runScriptedDecision } from "../scripted-decision/run-script.ts";

const day = 24 * 60 * 60_000;

const config = z.object({
  acceptableVariance: z.int().min(0).max(10_000).default(0).meta({
    title: "Acceptable Variance",
    description: "How many values of the metadata may differ.",
  }),
  expiration: z.int().min(0).max(36_500).default(30).meta({
    title: "Expiration",
    description: "Days after which a saved profile does not count any more.",
  }),
  useScript: z.boolean().default(false).meta({
    title: "Use Custom Matching Script",
    description: "A script chooses the outcome instead.",
  }),
  script: z.string().nullish().meta({ title: "Custom Matching Script", description: "The id of that script." }),
});

const outcomes = { true: "True", false: "False", unknownDevice: "Unknown Device" };

/** Compares what the client says about the device with what it said before. */
export const deviceMatchNode = node({
  type: "DeviceMatchNode",
  version: 1,
  title: "Device Match",
  tags: ["contextual"],
  config,
  outcomes,
  reads: ({ useScript }) => (useScript ? ["*"] : ["username", deviceProfileKey]),
  writes: [],
  run(context) {
    const { config, realm, services, state } = context;
    if (config.useScript) {
      const scripted = { script: config.script ?? "", outcomes: Object.keys(outcomes), inputs: ["*"], outputs: ["*"] };
      return runScriptedDecision({ ...context, config: scripted });
    }
    const collected = collectedProfile(state);
    const username = usernameOf(state);
    if (collected === null || username === null) {
      return goTo("unknownDevice", { reason: "no user name or no profile in state" });
    }
    const newerThan = services.clock.now() - config.expiration * day;
    const saved = services.users
      .deviceProfiles(realm, username)
      .list()
      .find(({ id, savedAt }) => id === collected.identifier && savedAt > newerThan);
    if (saved === undefined) return goTo("unknownDevice", { reason: "no profile of this device, or none that counts" });
    const { metadata } = saved.profile;
    const differences = differencesOf(collected.metadata ?? {}, isJsonObject(metadata) ? metadata : {});
    const reason = `${differences} values differ`;
    return goTo(differences <= config.acceptableVariance ? "true" : "false", { reason });
  },
});

/** How many values are there in one only, or are not the same in both. */
function differencesOf(one: JsonObject, other: JsonObject): number {
  const [left, right] = [leavesOf(one), leavesOf(other)];
  const paths = new Set([...left.keys(), ...right.keys()]);
  return [...paths].filter((path) => left.get(path) !== right.get(path)).length;
}
