import type { HostClass } from "../host-class.ts";
import { toText } from "../runtime/text.ts";
import type { Expression } from "../syntax/ast.ts";
import type { Emitter } from "./emitter.ts";

/** The class that a chain of names spells: `java.util.UUID`, `Map.Entry`. */
export function qualifiedClass(emitter: Emitter, expression: Expression): HostClass | undefined {
  const path = pathOf(expression);
  if (path === undefined || !path.includes(".")) return undefined;
  const root = path.slice(0, path.indexOf("."));
  if (emitter.find(root) !== undefined || emitter.context.variables.has(root)) return undefined;
  return emitter.context.findClass(path);
}

function pathOf(expression: Expression): string | undefined {
  if (expression.kind === "name") return expression.name;
  if (expression.kind !== "property" || expression.access !== "." || expression.name.kind !== "literal")
    return undefined;
  const object = pathOf(expression.object);
  return object === undefined ? undefined : `${object}.${toText(expression.name.value)}`;
}
