import { SallyportError } from "../../core/errors.ts";
import type { Evaluate } from "./known.ts";
import type { ElValue } from "./values.ts";

/** A compiled part of an expression. What depends on no request is computed when the file is loaded. */
export type Compiled<Around> =
  | { readonly fixed: true; readonly value: ElValue }
  | { readonly fixed: false; readonly run: Evaluate<Around> };

export function fixed(value: ElValue): { readonly fixed: true; readonly value: ElValue } {
  return { fixed: true, value };
}

export function varying<Around>(run: Evaluate<Around>): Compiled<Around> {
  return { fixed: false, run };
}

export function runOf<Around>(part: Compiled<Around>): Evaluate<Around> {
  if (!part.fixed) return part.run;
  const { value } = part;
  return () => value;
}

/** What fails when the file is loaded fails again with each evaluation, and only there. */
function computed<Around>(compute: () => ElValue): Compiled<Around> {
  try {
    return fixed(compute());
  } catch (problem) {
    if (problem instanceof SallyportError) return varying(compute);
    throw problem;
  }
}

export function map1<Around>(of: Compiled<Around>, change: (value: ElValue) => ElValue): Compiled<Around> {
  if (of.fixed) return computed(() => change(of.value));
  const { run } = of;
  return varying((around) => change(run(around)));
}

export function map2<Around>(
  left: Compiled<Around>,
  right: Compiled<Around>,
  join: (left: ElValue, right: ElValue) => ElValue,
): Compiled<Around> {
  if (left.fixed && right.fixed) return computed(() => join(left.value, right.value));
  const [a, b] = [runOf(left), runOf(right)];
  if (right.fixed) {
    const { value } = right;
    return varying((around) => join(a(around), value));
  }
  return varying((around) => join(a(around), b(around)));
}

/** @param pure false when the same values need not give the same result */
export function mapAll<Around>(
  parts: readonly Compiled<Around>[],
  join: (values: readonly ElValue[]) => ElValue,
  pure: boolean,
): Compiled<Around> {
  const values = parts.flatMap((part) => (part.fixed ? [part.value] : []));
  if (pure && values.length === parts.length) return computed(() => join(values));
  const runs = parts.map(runOf);
  return varying((around) => join(runs.map((run) => run(around))));
}
