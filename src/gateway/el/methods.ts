import type { ElFunction } from "./functions.ts";
import { instant, instantSteps } from "./instant.ts";
import { areEqual, type ElValue, failed, fromBytes, isElObject, isEmpty, kindOf, toNumber, toText } from "./values.ts";

/** Methods of Java values that expressions call: `request.uri.path.startsWith('/x')`. An own list, never a prototype's. */

interface ElMethod {
  readonly least: number;
  readonly most: number;
  call(target: ElValue, args: readonly ElValue[]): ElValue;
}

const onAny = (count: number, call: (target: ElValue, arg: ElValue) => ElValue): ElMethod => ({
  least: count,
  most: count,
  call: (target, [arg]) => call(target, arg ?? null),
});

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

const onMember = (call: (value: ElValue) => ElValue): ElMethod =>
  onAny(1, (target, name) => {
    if (Array.isArray(target)) return call(target[toNumber(name)] ?? null);
    if (isElObject(target)) return call(target.member(toText(name)));
    throw failed(`this method needs a map or a list, not ${kindOf(target)}`);
  });

const text = (args: readonly ElValue[], index = 0): string => toText(args[index] ?? null);

/** Java's texts, lists and maps share names: each method does what its target means by it. */
export const elMethods: ReadonlyMap<string, ElMethod> = new Map<string, ElMethod>([
  ["startsWith", onText(1, (target, args) => target.startsWith(text(args)))],
  ["endsWith", onText(1, (target, args) => target.endsWith(text(args)))],
  ["concat", onText(1, (target, args) => target + text(args))],
  ["charAt", onText(1, (target, [at]) => substring(target, at ?? 0, toNumber(at ?? 0) + 1))],
  ["equalsIgnoreCase", onText(1, (target, args) => target.toLowerCase() === text(args).toLowerCase())],
  ["getBytes", onText(0, (target) => fromBytes(Buffer.from(target, "utf8")), 1)],
  ["isBlank", onText(0, (target) => target.trim() === "")],
  ["lastIndexOf", onText(1, (target, args) => target.lastIndexOf(text(args)))],
  ["length", onText(0, (target) => target.length)],
  ["replace", onText(2, (target, args) => replaced(target, text(args), text(args, 1)))],
  ["strip", onText(0, (target) => target.trim())],
  ["substring", onText(1, (target, [from, to]) => substring(target, from ?? 0, to ?? target.length), 2)],
  ["toLowerCase", onText(0, (target) => target.toLowerCase())],
  ["toUpperCase", onText(0, (target) => target.toUpperCase())],
  ["trim", onText(0, (target) => target.trim())],
  ["contains", onAny(1, (target, value) => contains(target, value))],
  ["containsKey", onMember((value) => value !== null)],
  ["equals", onAny(1, (target, other) => areEqual(target, other))],
  ["get", onMember((value) => value)],
  ["getClaim", onMember((value) => value)],
  ["getFirst", onMember((value) => (Array.isArray(value) ? (value[0] ?? null) : value))],
  ["indexOf", onAny(1, (target, value) => indexOf(target, value))],
  ["isEmpty", onAny(0, (target) => isEmpty(target))],
  ["keySet", onAny(0, (target) => (isElObject(target) ? target.keys() : null))],
  ["size", onAny(0, (target) => size(target))],
  ["toString", onAny(0, (target) => toText(target))],
  ...[...instantSteps].map(([name, step]): [string, ElMethod] => [
    name,
    onAny(1, (target, count) => {
      if (!isElObject(target) || target.instant === undefined) throw failed(`this method needs a time`);
      return instant(target.instant + Math.trunc(toNumber(count)) * step);
    }),
  ]),
]);

/** The property that a getter without arguments reads: `getMethod()` is `method`. `getClass()` leads out of the data. */
export function getterProperty(method: string): string | undefined {
  const name = /^(?:get|is)([A-Z]\w*)$/.exec(method)?.[1];
  return name === undefined || name === "Class" ? undefined : name.charAt(0).toLowerCase() + name.slice(1);
}

/** Java throws where JavaScript clamps. */
function substring(target: string, from: ElValue, to: ElValue): string {
  const [start, end] = [toNumber(from), toNumber(to)];
  if (!(start >= 0 && end <= target.length && start <= end)) throw failed("substring is out of range");
  return target.slice(start, end);
}

const longestText = 1024 * 1024;

function replaced(target: string, wanted: string, by: string): string {
  const parts = wanted === "" ? [target] : target.split(wanted);
  if (target.length + parts.length * by.length > longestText) throw failed("replace makes the text too long");
  return parts.join(by);
}

function contains(target: ElValue, value: ElValue): boolean {
  if (typeof target === "string") return target.includes(toText(value));
  if (Array.isArray(target)) return indexOf(target, value) >= 0;
  throw failed(`this method needs a text or a list, not ${kindOf(target)}`);
}

function indexOf(target: ElValue, value: ElValue): number {
  if (typeof target === "string") return target.indexOf(toText(value));
  if (Array.isArray(target)) return target.findIndex((item) => typeof item === typeof value && areEqual(item, value));
  throw failed(`this method needs a text or a list, not ${kindOf(target)}`);
}

function size(target: ElValue): number {
  if (Array.isArray(target)) return target.length;
  if (isElObject(target)) return target.keys().length;
  throw failed(`this method needs a map or a list, not ${kindOf(target)}`);
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
