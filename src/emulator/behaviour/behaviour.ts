import { z } from "zod";

/** Where Microsoft's services have been seen to behave in more than one way, or set a limit: what the emulator does. */

const limit = (standard: number, what: string) => z.int().min(1).max(1_000_000).default(standard).describe(what);

const throttleSchema = z
  .strictObject({
    enabled: z.boolean().default(true).describe("Whether anything is throttled at all."),
    perApp: limit(2000, "Requests of one app to one tenant in a window."),
    perTenant: limit(4000, "Requests to one tenant in a window, over all apps."),
    detectedApps: limit(200, "Requests of one app for detectedApps in a window. Intune's own limit is not published."),
    windowSeconds: z.int().min(1).max(3600).default(20).describe("Length of the window."),
    retryAfter: z
      .enum(["seconds", "decimal", "date", "absent", "late"])
      .default("seconds")
      .describe("The form of Retry-After; `late` names half of the time that is really left."),
    prolong: z.boolean().default(true).describe("Whether a call during the wait starts the wait again."),
  })
  .prefault({})
  .describe("Throttling, as documented for Intune's devices service.");

export const behaviourSchema = z
  .strictObject({
    emptyFilter: z
      .enum(["all", "reject"])
      .default("all")
      .describe("What an empty `$filter`, or one that compares with an empty value, gives: every device, or 400."),
    unsupportedFilter: z
      .enum(["all", "reject"])
      .default("all")
      .describe("What a comparison that Intune cannot filter by gives: it is ignored, or 400."),
    entraIdAlternatives: z
      .enum(["first", "all"])
      .default("first")
      .describe("What `azureADDeviceId eq … or azureADDeviceId eq …` honours."),
    pageSize: z.int().min(1).max(1000).default(1000).describe("Items in a page when the request has no `$top`."),
    policyStatesNeedConfiguration: z
      .boolean()
      .default(false)
      .describe("Whether compliance policy states demand DeviceManagementConfiguration.Read.All too."),
    assertionReplay: z
      .enum(["accept", "reject"])
      .default("accept")
      .describe("What a client assertion that was used before gives. MSAL uses one for ten minutes."),
    throttle: throttleSchema,
  })
  .prefault({});

export type Behaviour = z.output<typeof behaviourSchema>;
export type Throttle = Behaviour["throttle"];

/** The behaviour in force: the fleet document's until the control API replaces it. */
export interface BehaviourSwitch {
  current(): Behaviour;
  set(behaviour: Behaviour): void;
  reset(): void;
}

export function createBehaviourSwitch(initial: Behaviour): BehaviourSwitch {
  let behaviour = initial;
  return {
    current: () => behaviour,
    set(next) {
      behaviour = next;
    },
    reset() {
      behaviour = initial;
    },
  };
}
