import type { GroovyCall, NativeProperty, NativeResult, Steps } from "../host-class.ts";
import { itemsOf } from "../library/items.ts";
import { typeOf } from "../library/type-of.ts";
import { groovyError } from "../thrown.ts";
import { type GroovyValue, isGroovyObject, listOf } from "../values.ts";
import { capitalized } from "./names.ts";
import { charged, isSteps, toll } from "./tolls.ts";

/** `object.name`, read and written: by Groovy's rules for maps, fields, getters and lists. */

/** `object.name`; `undefined` when there is no such property. */
export function findProperty(self: GroovyValue, name: string, call: GroovyCall): NativeResult | undefined {
  if (self === null) throw groovyError("NullPointerException", `Cannot get property '${name}' on null object`);
  if (isGroovyObject(self)) {
    if (self.kind === "map") return self.store.get(name, call) ?? null;
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
  if (property?.get !== undefined)
    return typeof self === "string" ? textProperty(property.get, self, call) : property.get(self, call);
  const getter = type.methods.get(`get${capitalized(name)}`) ?? type.methods.get(`is${capitalized(name)}`);
  if (getter !== undefined) return getter(self, [], call);
  const missing = type.getMissing?.(self, name, call);
  if (missing !== undefined) return missing;
  if (name === "class") return type;
  return isGroovyObject(self) && ["list", "array", "set", "range"].includes(self.kind)
    ? spreadProperty(self, name, call)
    : undefined;
}

/** Those of a text are made from all of it. */
function textProperty(get: NonNullable<NativeProperty["get"]>, self: string, call: GroovyCall): NativeResult {
  toll(self, [], call);
  return charged(get(self, call), self, call);
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

/** `object.name = value` */
export function setProperty(self: GroovyValue, name: string, value: GroovyValue, call: GroovyCall): NativeResult {
  if (self === null) throw groovyError("NullPointerException", `Cannot set property '${name}' on null object`);
  const type = typeOf(self);
  const property = type.properties.get(name);
  if (isGroovyObject(self) && self.kind === "map") {
    call.charge(1);
    self.store.set(name, value, call);
  } else if (isGroovyObject(self) && self.kind === "instance" && self.fields.has(name)) self.fields.set(name, value);
  else if (property?.set !== undefined) property.set(self, value, call);
  else {
    const setter = type.methods.get(`set${capitalized(name)}`);
    if (setter !== undefined) return setter(self, [value], call);
    if (type.setMissing !== undefined && property === undefined) type.setMissing(self, name, value, call);
    else throw noProperty(property !== undefined, name, type.name);
  }
  return value;
}

function noProperty(isReadOnly: boolean, name: string, type: string): Error {
  return isReadOnly
    ? groovyError("groovy.lang.ReadOnlyPropertyException", `Cannot set readonly property: ${name} for class: ${type}`)
    : groovyError("groovy.lang.MissingPropertyException", `No such property: ${name} for class: ${type}`);
}
