import { type GroovyCall, invoke, type NativeResult, type Steps } from "../host-class.ts";
import { itemsOf } from "../library/items.ts";
import { typeOf } from "../library/type-of.ts";
import { groovyError } from "../thrown.ts";
import { type GroovyInstance, type GroovyValue, isGroovyObject, listOf } from "../values.ts";
import { everywhere, iterationOf, ofNull } from "./everywhere.ts";
import { uncapitalized } from "./names.ts";
import { charged, isSteps, memberToll } from "./tolls.ts";

/** Calling members: only what stands in the tables of a value's class, then by Groovy's rules for getters and closures. */

/** `object.name(args)`. Throws NullPointerException and MissingMethodException. */
export function callMember(
  self: GroovyValue,
  name: string,
  args: readonly GroovyValue[],
  call: GroovyCall,
): NativeResult {
  if (self === null && !ofNull.has(name))
    throw groovyError("NullPointerException", `Cannot invoke method ${name}() on null object`);
  const type = typeOf(self);
  memberToll(self, name, args, call);
  const method = type.methods.get(name);
  if (method !== undefined) return charged(method(self, args, call), self, call);
  if (isGroovyObject(self) && self.kind === "class") {
    const found = self.staticMethods.get(name);
    if (found !== undefined) return charged(found(args, call), self, call);
    const getter =
      args.length === 0 && name.startsWith("get") ? self.staticProperties.get(uncapitalized(name.slice(3))) : undefined;
    if (getter !== undefined) return getter(call);
  }
  const accessed = accessor(self, name, args, call);
  return accessed === undefined ? (callEntry(self, name, args, call) ?? general(self, name, args, call)) : accessed;
}

function general(self: GroovyValue, name: string, args: readonly GroovyValue[], call: GroovyCall): NativeResult {
  const method = everywhere.get(name) ?? (self === null || isIterable(self) ? iterationOf(name) : undefined);
  if (method !== undefined) return charged(method(self, args, call), self, call);
  throw groovyError(
    "groovy.lang.MissingMethodException",
    `No signature of method: ${typeOf(self).name}.${name}() is applicable for argument types: (${args.map((arg) => typeOf(arg).name).join(", ")})`,
  );
}

function isIterable(self: GroovyValue): boolean {
  return isGroovyObject(self) && self.kind === "host" && self.type.iterate !== undefined;
}

/** `getName()` and `setName(x)` for a property; `isName()` too. */
function accessor(
  self: GroovyValue,
  name: string,
  args: readonly GroovyValue[],
  call: GroovyCall,
): NativeResult | undefined {
  if (args.length > 1) return undefined;
  if (isGroovyObject(self) && self.kind === "instance") return fieldAccessor(self, name, args);
  const accessed = typeOf(self).accessors.get(name);
  if (accessed === undefined || accessed.writes !== (args.length === 1)) return undefined;
  const { get, set } = accessed.property;
  if (!accessed.writes) return get?.(self, call);
  if (set === undefined) return undefined;
  set(self, args[0] ?? null, call);
  return null;
}

function fieldAccessor(
  { fields }: GroovyInstance,
  name: string,
  args: readonly GroovyValue[],
): GroovyValue | undefined {
  const [, verb, rest] = /^(get|is|set)(\p{Lu}.*)$/u.exec(name) ?? [];
  if (rest === undefined || (verb === "set") !== (args.length === 1)) return undefined;
  const field = uncapitalized(rest);
  if (!fields.has(field)) return undefined;
  if (verb !== "set") return fields.get(field) ?? null;
  fields.set(field, args[0] ?? null);
  return null;
}

/** A closure in a map's entry, or in a field, called like a method. */
function callEntry(self: GroovyValue, name: string, args: readonly GroovyValue[], call: GroovyCall): Steps | undefined {
  if (!isGroovyObject(self)) return undefined;
  const entry =
    self.kind === "map" ? self.store.get(name, call) : self.kind === "instance" ? self.fields.get(name) : undefined;
  return isGroovyObject(entry ?? null) && entry !== undefined && typeof entry === "object" && entry?.kind === "closure"
    ? invoke(entry, args)
    : undefined;
}

/** `list*.name(args)` */
export function* spreadMember(self: GroovyValue, name: string, args: readonly GroovyValue[], call: GroovyCall): Steps {
  const values: GroovyValue[] = [];
  for (const item of itemsOf(self, call) ?? [self]) {
    const result = item === null ? null : callMember(item, name, args, call);
    values.push(isSteps(result) ? yield* result : result);
  }
  call.charge(values.length);
  return listOf(values);
}
