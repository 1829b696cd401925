import type { Behaviour } from "../../behaviour/behaviour.ts";
import type { FilterableDevice } from "../../fleet/filterable-device.ts";
import { managedDeviceSchema } from "../../fleet/managed-device.ts";
import { GraphRefusal, graphProblems } from "../refusal.ts";
import { type Comparison, type Expression, parseFilter } from "./filter-syntax.ts";

/** What a `$filter` on managedDevices comes to. */
export interface DeviceFilter {
  /** `undefined`: every device, because the filter is ignored. */
  readonly matches: ((device: FilterableDevice) => boolean) | undefined;
  /** An Entra id that every match must have; it spares reading the other devices. */
  readonly entraId: string | undefined;
}

type Predicate = NonNullable<DeviceFilter["matches"]>;

/** Properties that Intune filters by: documented ones, and those that people use in the field. */
const equality = ["complianceState", "deviceCategoryDisplayName", "jailBroken", "managementAgent"] as const;
const equalityInTheField = [
  "azureADDeviceId",
  "serialNumber",
  "userPrincipalName",
  "operatingSystem",
  "deviceName",
] as const;
const range = ["enrolledDateTime", "lastSyncDateTime"] as const;

const all: DeviceFilter = { matches: undefined, entraId: undefined };
const members: readonly string[] = Object.keys(managedDeviceSchema.shape);

/**
 * Reads a `$filter` as Intune does, dangers included: what it cannot filter by, and an empty value, select **every**
 * device unless `behaviour` says otherwise.
 *
 * @throws GraphRefusal 400 for a bad filter and, by behaviour, for an ignored one; 501 where Intune's answer is unknown
 */
export function deviceFilter(text: string, behaviour: Behaviour): DeviceFilter {
  if (text.trim() === "") return ignored(behaviour.emptyFilter);
  const expression = parseFilter(text);
  if (comparisonsOf(expression).some(({ value }) => value === "")) return ignored(behaviour.emptyFilter);
  return { matches: compile(expression, behaviour), entraId: demandedEntraId(expression, behaviour) };
}

function ignored(behaviour: "all" | "reject"): DeviceFilter {
  if (behaviour === "reject") throw new GraphRefusal(graphProblems.unsupportedQuery());
  return all;
}

function compile(expression: Expression, behaviour: Behaviour): Predicate | undefined {
  if ("and" in expression) {
    const parts = expression.and.flatMap((part) => compile(part, behaviour) ?? []);
    return parts.length === 0 ? undefined : (device) => parts.every((part) => part(device));
  }
  if ("or" in expression) return alternatives(comparisonsOf(expression), behaviour);
  return comparison(expression, behaviour);
}

function alternatives(parts: readonly Comparison[], behaviour: Behaviour): Predicate | undefined {
  const [first] = parts;
  if (first === undefined || parts.some(({ property }) => property !== first.property)) {
    throw new GraphRefusal(graphProblems.notImplemented("`or` between different properties in a $filter"));
  }
  if (first.property === "azureADDeviceId" && behaviour.entraIdAlternatives === "first")
    return comparison(first, behaviour);
  const predicates = parts.map((part) => comparison(part, behaviour));
  return (device) => predicates.some((predicate) => predicate === undefined || predicate(device));
}

function comparison({ property, operator, value, quoted }: Comparison, behaviour: Behaviour): Predicate | undefined {
  if (!members.includes(property)) throw new GraphRefusal(graphProblems.unknownProperty(property));
  const text = [...equality, ...equalityInTheField].find((name) => name === property);
  const instant = range.find((name) => name === property);
  if (text === undefined && instant === undefined) {
    if (behaviour.unsupportedFilter === "reject") throw new GraphRefusal(graphProblems.unsupportedQuery());
    return undefined;
  }
  const known = text === undefined ? operator === "lt" || operator === "gt" : operator === "eq";
  if (!known) throw new GraphRefusal(graphProblems.notImplemented(`'${property} ${operator}' in a $filter`));
  if (quoted !== (text !== undefined)) throw new GraphRefusal(graphProblems.badQuery("$filter"));
  if (text !== undefined) {
    const wanted = value.toLowerCase();
    return (device) => device[text]?.toLowerCase() === wanted;
  }
  if (instant === undefined) return undefined;
  const bound = comparable(value);
  if (bound === undefined) throw new GraphRefusal(graphProblems.badQuery("$filter"));
  return (device) => {
    const at = comparable(device[instant]) ?? "";
    return operator === "lt" ? at < bound : at > bound;
  };
}

/** Instants in UTC compare as text once their fractions are equally long; a `Date` would lose four digits of seven. */
function comparable(instant: string): string | undefined {
  const [, seconds, fraction = ""] = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,7}))?Z$/i.exec(instant) ?? [];
  return seconds === undefined ? undefined : `${seconds.toUpperCase()}.${fraction.padEnd(7, "0")}`;
}

function demandedEntraId(expression: Expression, behaviour: Behaviour): string | undefined {
  if ("and" in expression)
    return expression.and.map((part) => demandedEntraId(part, behaviour)).find((id) => id !== undefined);
  const [first, second] = comparisonsOf(expression);
  if (first?.property !== "azureADDeviceId") return undefined;
  return second === undefined || behaviour.entraIdAlternatives === "first" ? first.value : undefined;
}

function comparisonsOf(expression: Expression): readonly Comparison[] {
  if ("and" in expression) return expression.and.flatMap(comparisonsOf);
  if ("or" in expression) return expression.or.flatMap(comparisonsOf);
  return [expression];
}
