import type { ElFunction } from "./functions.ts";
import { areEqual, type ElValue, failed, isElObject, kindOf, toNumber, toText } from "./values.ts";

/** Methods of Java values that expressions call: `request.uri.path.startsWith('/x')`. An own list, never a prototype's. */

interface ElMethod {
  readonly least: number;
  readonly most: number;
  call(target: ElValue, args: readonly ElValue[]): ElValue;
}

const onText = (
  count: number,
  call: (target: string, args: readonly ElValue[]) => ElValue,
  most = count,
): ElMethod => ({
  least: count,
  most,
  call: (target, args) => {
    if (typeof target !== "string") throw failed(`this method needs a text, not ${kindOf(target)}`);
    return call(target, args);
  },
});

const onObject = (call: (member: (name: string) => ElValue, name: string) => ElValue): ElMethod => ({
  least: 1,
  most: 1,
  call: (target, [name]) => {
    if (!isElObject(target)) throw failed(`this method needs an object, not ${kindOf(target)}`);
    return call((key) => target.member(key), toText(name ?? null));
  },
});

const first = ([value]: readonly ElValue[]): string => toText(value ?? null);

export const elMethods: ReadonlyMap<string, ElMethod> = new Map<string, ElMethod>([
  ["startsWith", onText(1, (target, args) => target.startsWith(first(args)))],
  ["endsWith", onText(1, (target, args) => target.endsWith(first(args)))],
  ["contains", onText(1, (target, args) => target.includes(first(args)))],
  ["concat", onText(1, (target, args) => target + first(args))],
  ["indexOf", onText(1, (target, args) => target.indexOf(first(args)))],
  ["isEmpty", onText(0, (target) => target === "")],
  ["length", onText(0, (target) => target.length)],
  ["toLowerCase", onText(0, (target) => target.toLowerCase())],
  ["toUpperCase", onText(0, (target) => target.toUpperCase())],
  ["trim", onText(0, (target) => target.trim())],
  ["equalsIgnoreCase", onText(1, (target, args) => target.toLowerCase() === first(args).toLowerCase())],
  ["equals", { least: 1, most: 1, call: (target, [other]) => areEqual(target, other ?? null) }],
  ["substring", onText(1, (target, [from, to]) => substring(target, from ?? 0, to ?? target.length), 2)],
  ["get", onObject((member, name) => member(name))],
  ["containsKey", onObject((member, name) => member(name) !== null)],
  ["getFirst", onObject((member, name) => firstOf(member(name)))],
]);

/** Java throws where JavaScript clamps. */
function substring(target: string, from: ElValue, to: ElValue): string {
  const [start, end] = [toNumber(from), toNumber(to)];
  if (start < 0 || end > target.length || start > end) throw failed("substring is out of range");
  return target.slice(start, end);
}

function firstOf(value: ElValue): ElValue {
  return Array.isArray(value) ? (value[0] ?? null) : value;
}

/** Why a call with `count` arguments is refused, or undefined. */
export function arityProblem(
  callee: Pick<ElFunction, "least" | "most">,
  name: string,
  count: number,
): string | undefined {
  if (count >= callee.least && count <= callee.most) return undefined;
  const wanted = callee.least === callee.most ? `${callee.least}` : `${callee.least} to ${callee.most}`;
  return `${name} takes ${wanted} argument(s), not ${count}`;
}
