import { type GroovyCall, invoke, type NativeResult, type Steps } from "../host-class.ts";
import { iteratorClass } from "../library/collections.ts";
import { itemsOf } from "../library/items.ts";
import { iterationMethods } from "../library/iteration.ts";
import { isInstance, typeOf } from "../library/type-of.ts";
import { areEqual, compare } from "../runtime/equality.ts";
import { isNumber } from "../runtime/numbers.ts";
import { toText } from "../runtime/text.ts";
import { groovyError } from "../thrown.ts";
import { type GroovyValue, isGroovyObject, keyOf, listOf } from "../values.ts";

/** Finding members: only in the tables of a value's class, then by Groovy's rules for getters, maps and lists. */

/** What every value has. */
const everywhere: ReadonlyMap<
  string,
  (self: GroovyValue, args: readonly GroovyValue[], call: GroovyCall) => NativeResult
> = new Map<string, (self: GroovyValue, args: readonly GroovyValue[], call: GroovyCall) => NativeResult>([
  ["toString", (self) => toText(self)],
  [
    "equals",
    (self, [other = null], call) => (isNumber(self) ? keyOf(self) === keyOf(other, call) : areEqual(self, other, call)),
  ],
  ["is", (self, [other = null]) => self === other],
  ["hashCode", (self, _args, call) => (typeof self === "number" ? self : String(keyOf(self, call)).length)],
  ["getClass", (self) => typeOf(self)],
  ["compareTo", (self, [other = null], call) => compare(self, other, call)],
  ["isCase", (self, [other = null], call) => areEqual(self, other, call)],
  ["asBoolean", (self) => self !== null],
  ["with", withSelf],
  ["tap", tapSelf],
  ["each", iterationOf("each") ?? none],
  ["collect", iterationOf("collect") ?? none],
  ["println", printLine],
  ["iterator", (self, _args, call) => iteratorClass.wrap({ items: itemsOf(self, call) ?? [self], at: 0 })],
]);

function none(): GroovyValue {
  return null;
}

function printLine(_self: GroovyValue, [text = ""]: readonly GroovyValue[], call: GroovyCall): GroovyValue {
  call.print(`${toText(text)}\n`);
  return null;
}

function* withSelf(self: GroovyValue, [closure = null]: readonly GroovyValue[]): Steps {
  if (!isGroovyObject(closure) || closure.kind !== "closure") return null;
  return yield* invoke({ ...closure, delegate: self, delegateFirst: true }, [self]);
}

function* tapSelf(self: GroovyValue, args: readonly GroovyValue[]): Steps {
  yield* withSelf(self, args);
  return self;
}

/** Methods that null answers instead of throwing. */
const ofNull: ReadonlySet<string> = new Set(
  "toString equals is getClass with each collect find findAll any every inject iterator asBoolean collectEntries findResult findIndexOf".split(
    " ",
  ),
);

const capitalized = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
const uncapitalized = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

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
  call.work(size(self) >> 5);
  const method = type.methods.get(name);
  if (method !== undefined) return charged(method(self, args, call), call);
  if (isGroovyObject(self) && self.kind === "class") {
    const found = self.staticMethods.get(name);
    if (found !== undefined) return charged(found(args, call), call);
    const getter =
      args.length === 0 && name.startsWith("get") ? self.staticProperties.get(uncapitalized(name.slice(3))) : undefined;
    if (getter !== undefined) return getter(call);
  }
  const accessed = accessor(self, name, args, call);
  return accessed === undefined ? (callEntry(self, name, args) ?? general(self, name, args, call)) : accessed;
}

function general(self: GroovyValue, name: string, args: readonly GroovyValue[], call: GroovyCall): NativeResult {
  const method = everywhere.get(name) ?? (self === null || isIterable(self) ? iterationOf(name) : undefined);
  if (method !== undefined) return charged(method(self, args, call), call);
  throw groovyError(
    "groovy.lang.MissingMethodException",
    `No signature of method: ${typeOf(self).name}.${name}() is applicable for argument types: (${args.map((arg) => typeOf(arg).name).join(", ")})`,
  );
}

function iterationOf(name: string) {
  return Object.hasOwn(iterationMethods, name) ? iterationMethods[name] : undefined;
}

function isIterable(self: GroovyValue): boolean {
  return isGroovyObject(self) && self.kind === "host" && self.type.iterate !== undefined;
}

function size(value: GroovyValue): number {
  if (typeof value === "string") return value.length >> 3;
  if (!isGroovyObject(value)) return 0;
  return value.kind === "list" || value.kind === "array" ? value.items.length : 0;
}

function charged(result: NativeResult, call: GroovyCall): NativeResult {
  if (typeof result === "string") call.charge(result.length);
  else if (typeof result === "object" && result !== null && "kind" in result) {
    if (result.kind === "list" || result.kind === "array") call.charge(result.items.length >> 1);
    else if (result.kind === "bytes") call.charge(result.bytes.length);
  }
  return result;
}

/** `getName()` and `setName(x)` for a property; `isName()` too. */
function accessor(
  self: GroovyValue,
  name: string,
  args: readonly GroovyValue[],
  call: GroovyCall,
): NativeResult | undefined {
  const [, verb, rest] = /^(get|is|set)(\p{Lu}.*)$/u.exec(name) ?? [];
  if (rest === undefined || (verb === "set") !== (args.length === 1) || args.length > 1) return undefined;
  const field = uncapitalized(rest);
  if (isGroovyObject(self) && self.kind === "instance" && self.fields.has(field)) {
    if (verb === "set") self.fields.set(field, args[0] ?? null);
    return verb === "set" ? null : (self.fields.get(field) ?? null);
  }
  const property = typeOf(self).properties.get(field) ?? typeOf(self).properties.get(rest);
  if (verb !== "set") return property?.get?.(self, call);
  if (property?.set === undefined) return undefined;
  property.set(self, args[0] ?? null, call);
  return null;
}

/** A closure in a map's entry, or in a field, called like a method. */
function callEntry(self: GroovyValue, name: string, args: readonly GroovyValue[]): Steps | undefined {
  if (!isGroovyObject(self)) return undefined;
  const entry =
    self.kind === "map" ? self.store.get(name) : self.kind === "instance" ? self.fields.get(name) : undefined;
  return isGroovyObject(entry ?? null) && entry !== undefined && typeof entry === "object" && entry?.kind === "closure"
    ? invoke(entry, args)
    : undefined;
}

/** `object.name`; `undefined` when there is no such property. */
export function findProperty(self: GroovyValue, name: string, call: GroovyCall): NativeResult | undefined {
  if (self === null) throw groovyError("NullPointerException", `Cannot get property '${name}' on null object`);
  if (isGroovyObject(self)) {
    if (self.kind === "map") return self.store.get(name) ?? null;
    if (self.kind === "instance" && self.fields.has(name)) return self.fields.get(name) ?? null;
    if (self.kind === "class") {
      const found = self.staticProperties.get(name) ?? self.staticMethods.get(`get${capitalized(name)}`);
      if (found !== undefined)
        return (
          self.staticProperties.get(name)?.(call) ??
          self.staticMethods.get(`get${capitalized(name)}`)?.([], call) ??
          null
        );
      if (name === "class") return self;
    }
  }
  const type = typeOf(self);
  const property = type.properties.get(name);
  if (property?.get !== undefined) return property.get(self, call);
  const getter = type.methods.get(`get${capitalized(name)}`) ?? type.methods.get(`is${capitalized(name)}`);
  if (getter !== undefined) return getter(self, [], call);
  const missing = type.getMissing?.(self, name, call);
  if (missing !== undefined) return missing;
  if (name === "class") return type;
  return isGroovyObject(self) && ["list", "array", "set", "range"].includes(self.kind)
    ? spreadProperty(self, name, call)
    : undefined;
}

export function getProperty(self: GroovyValue, name: string, call: GroovyCall): NativeResult {
  const found = findProperty(self, name, call);
  if (found !== undefined) return found;
  throw groovyError(
    "groovy.lang.MissingPropertyException",
    `No such property: ${name} for class: ${typeOf(self).name}`,
  );
}

/** `list.name` and `list*.name`: of each item, null of null. */
export function* spreadProperty(self: GroovyValue, name: string, call: GroovyCall): Steps {
  const values: GroovyValue[] = [];
  for (const item of itemsOf(self, call) ?? [self]) {
    const result = item === null ? null : getProperty(item, name, call);
    values.push(isSteps(result) ? yield* result : result);
  }
  call.charge(values.length);
  return listOf(values);
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

export function isSteps(result: NativeResult): result is Steps {
  return typeof result === "object" && result !== null && !("kind" in result);
}

/** `object.name = value` */
export function setProperty(self: GroovyValue, name: string, value: GroovyValue, call: GroovyCall): NativeResult {
  if (self === null) throw groovyError("NullPointerException", `Cannot set property '${name}' on null object`);
  const type = typeOf(self);
  const property = type.properties.get(name);
  if (isGroovyObject(self) && self.kind === "map") {
    call.charge(1);
    self.store.set(name, value);
  } else if (isGroovyObject(self) && self.kind === "instance" && self.fields.has(name)) self.fields.set(name, value);
  else if (property?.set !== undefined) property.set(self, value, call);
  else {
    const setter = type.methods.get(`set${capitalized(name)}`);
    if (setter !== undefined) return setter(self, [value], call);
    if (type.setMissing !== undefined && property === undefined) type.setMissing(self, name, value);
    else throw noProperty(property !== undefined, name, type.name);
  }
  return value;
}

function noProperty(isReadOnly: boolean, name: string, type: string): Error {
  return isReadOnly
    ? groovyError("groovy.lang.ReadOnlyPropertyException", `Cannot set readonly property: ${name} for class: ${type}`)
    : groovyError("groovy.lang.MissingPropertyException", `No such property: ${name} for class: ${type}`);
}

/** `object[key]` */
export function getAt(self: GroovyValue, key: GroovyValue, call: GroovyCall): NativeResult {
  if (self === null) throw groovyError("NullPointerException", "Cannot invoke method getAt() on null object");
  const type = typeOf(self);
  if (type.getAt !== undefined) return type.getAt(self, [key], call);
  if (typeof key === "string") return getProperty(self, key, call);
  throw groovyError("groovy.lang.MissingMethodException", `No signature of method: ${type.name}.getAt() is applicable`);
}

/** `object[key] = item` */
export function putAt(self: GroovyValue, key: GroovyValue, item: GroovyValue, call: GroovyCall): NativeResult {
  if (self === null) throw groovyError("NullPointerException", "Cannot invoke method putAt() on null object");
  const type = typeOf(self);
  if (type.putAt !== undefined) return type.putAt(self, [key, item], call);
  if (typeof key === "string") return setProperty(self, key, item, call);
  throw groovyError("groovy.lang.MissingMethodException", `No signature of method: ${type.name}.putAt() is applicable`);
}

/** Whether a `case` fits: ranges and collections by what they hold, classes by instance, patterns by the whole text. */
export function isIn(value: GroovyValue, holder: GroovyValue, call: GroovyCall): boolean | undefined {
  if (!isGroovyObject(holder)) return undefined;
  if (holder.kind === "class") return isInstance(value, holder);
  if (["list", "array", "set", "range"].includes(holder.kind)) {
    if (holder.kind === "range") return typeOf(holder).methods.get("contains")?.(holder, [value], call) === true;
    return (itemsOf(holder, call) ?? []).some((item) => areEqual(item, value, call));
  }
  return holder.kind === "map" ? holder.store.get(value, call) !== undefined : undefined;
}
