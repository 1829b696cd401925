import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.ts";
import { complianceFake, runNode } from "../testing/run-node.ts";
import { intuneNode } from "./index.ts";

/** Where a device id may come from, and in which shape (facts 9, id intake). */

const guid = "0d6c6d20-5a0e-4b52-9c0b-6d2f5c3f8a11";
const zero = "00000000-0000-0000-0000-000000000000";
const attributes = { azureTenantId: "t", appRegistrationClientId: "c", appRegistrationClientSecret: "s" };

/** The id that Microsoft was asked for, else the outcome and its reason. */
async function intake(run: { headers?: Record<string, readonly string[]>; shared?: JsonObject }): Promise<string> {
  const asked: string[] = [];
  const known = complianceFake({});
  const compliance: typeof known = {
    ...known,
    async verdict(_connection, deviceId) {
      asked.push(deviceId);
      return { outcome: "failure", reason: "device-not-found", status: 404, requestIds: [], chain: [] };
    },
  };
  const settings = run.shared === undefined ? {} : { inTuneSS: true, inTuneHeader: "deviceId" };
  const { action } = await runNode(intuneNode, {
    ...run,
    attributes: { ...attributes, ...settings },
    services: { compliance },
  });
  const [id] = asked;
  if (id !== undefined) return `asked for ${id}`;
  return action.kind === "goTo" ? `${action.outcome} ${action.reason}` : "waits";
}

const noId = "NOID no device id";
const malformed = "ERROR malformed-device-id";
const ambiguous = "ERROR ambiguous-device-id";
const header = (...values: string[]) => ({ "x-intune": values });

describe("the device id of a header", () => {
  it.each<[string, Record<string, string[]>, string]>([
    ["absent", {}, noId],
    ["empty", header(""), noId],
    ["blank", header("  "), noId],
    ["CN= and nothing more", header("CN="), noId],
    ["as documented", header(`CN=${guid}`), `asked for ${guid}`],
    ["cn= in lower case", header(`cn=${guid}`), `asked for ${guid}`],
    ["blanks around it", header(`CN= ${guid} `), `asked for ${guid}`],
    ["further RDNs", header(`CN=${guid},OU=devices`), `asked for ${guid}`],
    ["CN= within the value", header("CN=aCN=b"), malformed],
    ["two equal values", header(`CN=${guid}`, `CN=${guid}`), `asked for ${guid}`],
    ["two different values", header("CN=a", "CN=b"), ambiguous],
    ["two values joined by a comma", header("CN=a, CN=b"), ambiguous],
    ["two spellings of the header", { "x-intune": ["CN=a"], x_intune: ["CN=b"] }, ambiguous],
    ["another case of the header", { "X-InTune": [`CN=${guid}`] }, `asked for ${guid}`],
    ["percent", header("CN=a%2Fb"), malformed],
    ["slash", header("CN=a/b"), malformed],
    ["quote", header('CN=a"b'), malformed],
    ["question mark", header("CN=a?b"), malformed],
    ["hash", header("CN=a#b"), malformed],
    ["dots", header("CN=.."), malformed],
    ["10 kB", header(`CN=${"a".repeat(10_000)}`), malformed],
    ["the zero GUID", header(`CN=${zero}`), malformed],
    ["braces", header(`CN={${guid}}`), `asked for ${guid}`],
    ["upper case", header(`CN=${guid.toUpperCase()}`), `asked for ${guid}`],
    ["the page's example, which is no GUID", header("CN=device-zzz"), "asked for device-zzz"],
  ])("%s", async (_title, headers, expected) => {
    expect(await intake({ headers })).toBe(expected);
  });
});

describe("the device id of shared state", () => {
  it.each<[string, JsonObject, string]>([
    ["absent", {}, noId],
    ["null", { deviceId: null }, noId],
    ["empty", { deviceId: "" }, noId],
    ["a text", { deviceId: `CN=${guid}` }, `asked for ${guid}`],
    ["a number", { deviceId: 7 }, malformed],
    ["an object", { deviceId: { CN: guid } }, malformed],
  ])("%s", async (_title, shared, expected) => {
    expect(await intake({ shared })).toBe(expected);
  });
});
