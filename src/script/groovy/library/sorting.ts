import { type GroovyCall, invoke, type StepRequest } from "../host-class.ts";
import { compare } from "../runtime/equality.ts";
import { type GroovyList, type GroovyValue, isGroovyObject, listOf } from "../values.ts";
import { closureArguments, entryClass } from "./items.ts";

type Sorting = Generator<StepRequest, GroovyList, GroovyValue>;

/** In order: by themselves, by what a closure with one parameter makes of them, or as one with two compares them. Stable. */
export function* sorted(items: readonly GroovyValue[], closure: GroovyValue | undefined, call: GroovyCall): Sorting {
  call.charge(items.length);
  call.work(items.length * Math.ceil(Math.log2(items.length + 2)));
  if (closure === undefined || closure === null)
    return listOf(items.toSorted((left, right) => byThemselves(left, right, call)));
  const twoEach = isGroovyObject(closure) && closure.kind === "closure" && closure.parameters === 2;
  if (twoEach) return yield* merged(items, closure);
  const keyed: { item: GroovyValue; key: GroovyValue }[] = [];
  for (const item of items) keyed.push({ item, key: yield* invoke(closure, closureArguments(item, closure, call)) });
  return listOf(keyed.toSorted((left, right) => compare(left.key, right.key, call)).map(({ item }) => item));
}

function byThemselves(left: GroovyValue, right: GroovyValue, call: GroovyCall): number {
  const [a, b] = [entryClass.unwrap(left), entryClass.unwrap(right)];
  return a !== undefined && b !== undefined ? compare(a.key, b.key, call) : compare(left, right, call);
}

/** A merge sort whose comparisons are calls of the script. */
function* merged(items: readonly GroovyValue[], closure: GroovyValue): Sorting {
  if (items.length < 2) return listOf(items);
  const middle = items.length >> 1;
  const left = (yield* merged(items.slice(0, middle), closure)).items;
  const right = (yield* merged(items.slice(middle), closure)).items;
  const all: GroovyValue[] = [];
  let [a, b] = [0, 0];
  while (a < left.length && b < right.length) {
    const order = yield* invoke(closure, [left[a] ?? null, right[b] ?? null]);
    const takeRight = typeof order === "number" ? order > 0 : order === true;
    all.push((takeRight ? right[b] : left[a]) ?? null);
    if (takeRight) b += 1;
    else a += 1;
  }
  return listOf([...all, ...left.slice(a), ...right.slice(b)]);
}
