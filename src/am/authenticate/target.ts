import { realmOfParameter } from "../address.ts";
import { amErrors } from "../errors.ts";
import type { Exchange } from "../exchange.ts";
import { type Advice, readAdvice } from "./advice.ts";

/** What the client wants to come to. */
export interface Target {
  /** The journey that it names; undefined when it leaves the choice to the realm. */
  readonly journey: string | undefined;
  /** The least auth level that the session must have; null for any. */
  readonly level: number | null;
}

const unsupportedTypes: readonly string[] = ["module", "role", "user", "resource"];

/**
 * Reads `authIndexType` and `authIndexValue`.
 *
 * @throws {am.index-type-unknown}, {am.index-type-unsupported}, {am.journey-unknown}, {am.level-malformed},
 *   {am.advice-malformed}
 */
export function readTarget({ query, realm }: Exchange): Target {
  const type = query.one("authIndexType");
  const value = query.one("authIndexValue") ?? "";
  if (type === undefined) return { journey: undefined, level: null };
  if (type === "service") return { journey: named(value), level: null };
  if (type === "level") return { journey: undefined, level: readLevel(value) };
  if (type === "composite_advice") return adviceTarget(readAdvice(value), realm.path);
  throw amErrors.error(unsupportedTypes.includes(type) ? "am.index-type-unsupported" : "am.index-type-unknown", {
    detail: type,
  });
}

function named(journey: string): string {
  if (journey === "") throw amErrors.error("am.journey-unknown", { detail: "no authIndexValue" });
  return journey;
}

const highestLevel = 1000;

function readLevel(text: string): number {
  const level = /^-?\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (Math.abs(level) <= highestLevel) return level;
  throw amErrors.error("am.level-malformed");
}

/** All advice must be met; what we cannot meet is refused, never overlooked. */
function adviceTarget({ values }: Advice, realm: string): Target {
  let target: Target = { journey: undefined, level: null };
  for (const [name, wanted] of values) {
    if (name === "AuthLevelConditionAdvice") {
      target = { ...target, level: Math.max(...wanted.map(readLevel)) };
    } else if (name === "AuthenticateToServiceConditionAdvice") {
      target = { ...target, journey: serviceOf(only(wanted), realm) };
    } else if (name === "AuthenticateToRealmConditionAdvice") {
      if (realmOfParameter(only(wanted)) !== realm) throw otherRealm();
    } else {
      throw amErrors.error("am.index-type-unsupported", { detail: name });
    }
  }
  return target;
}

function only(values: readonly string[]): string {
  const [value = "", second] = values;
  if (second === undefined) return value;
  throw amErrors.error("am.advice-malformed", { detail: "more than one value where all must be met" });
}

/** `/alpha:Login`, or `Login`. */
function serviceOf(value: string, realm: string): string {
  const [, prefix, name = ""] = /^(?:(\/[^:]*):)?(.*)$/s.exec(value) ?? [];
  if (prefix !== undefined && prefix !== realm) throw otherRealm();
  return named(name);
}

function otherRealm(): Error {
  return amErrors.error("am.advice-malformed", { detail: "the advice is for another realm" });
}
