import { isIP } from "node:net";
import { isJsonObject } from "../core/json.ts";
import { perText } from "../core/per-text.ts";
import { type AssertionClaims, type DeviceClaims, longestAssertion, type RequestClaims } from "./assertion-claims.ts";
import { type DeviceId, longestDeviceId } from "./device-id.ts";

/**
 * What each claim of an assertion must be. Rules of our own instead of a schema: they run with every request, where a schema
 * takes as long as everything else that is done with an assertion.
 */

type Rule = (value: unknown) => boolean;
type Rules<Claims> = { readonly [Name in keyof Claims]: Rule };

/** Tells the claims of an assertion: with a certificate all of those that speak of it, without one none of them. */
export function createClaimsCheck(): (value: unknown) => value is AssertionClaims {
  // The same few, from gateways that hold our key.
  const isKnownOrigin = perText(isOrigin, { longest: 512 });
  const request: Rules<RequestClaims> = {
    iss: text(0, 256),
    aud: text(0, 256),
    iat: isSeconds,
    exp: isSeconds,
    jti: text(16, 64),
    htm: text(1, 32),
    htu: text(1, longestAssertion),
    ext: exactly({ origin: text(0, 512, isKnownOrigin), prefix: isPathPart, path: isPathPart }),
    ip: text(2, 64, (address) => isIP(address) !== 0),
  };
  const device: Rules<DeviceClaims> = {
    "x5t#S256": text(43, 43, matching(/^[\w-]+$/)),
    nb: isSeconds,
    na: isSeconds,
    ids: (ids) => Array.isArray(ids) && ids.length <= 64 && ids.every(isDeviceId),
  };
  const isOfRequest = exactly(request);
  const isOfDevice = exactly({ ...request, ...device });
  return (value): value is AssertionClaims => isOfDevice(value) || isOfRequest(value);
}

const isPathPart = text(0, 2048, matching(/^(?:\/[\x21-\x7e]*)?$/));

const deviceId: Rules<DeviceId> = {
  kind: oneOf("intune", "entra", "unspecified"),
  value: text(1, longestDeviceId, matching(/^[\x20-\x7e]+$/)),
  place: oneOf("subject-cn", "san-uri", "san-dns"),
};
const isDeviceId = exactly(deviceId);

/** An object with these members, and no others. */
function exactly(rules: Readonly<Record<string, Rule>>): Rule {
  const wanted = Object.entries(rules);
  return (value) =>
    isJsonObject(value) &&
    Object.keys(value).length === wanted.length &&
    wanted.every(([name, rule]) => Object.hasOwn(value, name) && rule(value[name]));
}

function text(least: number, most: number, rule: (value: string) => boolean = () => true): Rule {
  return (value) => typeof value === "string" && value.length >= least && value.length <= most && rule(value);
}

function matching(form: RegExp): (value: string) => boolean {
  return (value) => form.test(value);
}

function oneOf(...values: readonly string[]): Rule {
  return (value) => typeof value === "string" && values.includes(value);
}

/** Whole seconds since the epoch, up to the year 9999. */
function isSeconds(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 253_402_300_799;
}

function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  return (url.protocol === "https:" || url.protocol === "http:") && url.origin === value;
}
