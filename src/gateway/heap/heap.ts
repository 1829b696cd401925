import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { nearest } from "../../core/nearest.ts";
import { at, invalidAt, type Place } from "../config/place.ts";
import type { Scope } from "../config/scope.ts";
import { decorate, decorationNames } from "./decorations.ts";
import { type HeapObject, type Kind, nameOfKind, type ObjectOf } from "./heap-object.ts";
import { laterNames, laterTypes } from "./later.ts";
import { lintKeys } from "./lint-keys.ts";
import type { BuildContext, Heap, Services } from "./model.ts";
import type { Reference } from "./schemas.ts";
import { configurationText, runtimeTemplate } from "./templates.ts";

interface Declaration {
  readonly content: JsonObject;
  readonly place: Place;
}

/**
 * The objects that one file declares. Each is built once, when something refers to it or by `buildAll`.
 *
 * @param declarations the value of the file's `heap` key
 * @throws {gateway.config-invalid} when it is no list of named objects, or two have one name
 */
export function createHeap(options: {
  parent: Heap | undefined;
  declarations: Json | undefined;
  place: Place;
  scope: Scope;
  services: Services;
}): Heap {
  const { parent, scope, services } = options;
  const declared = readDeclarations(options.declarations, options.place);
  const built = new Map<string, HeapObject>();
  const underway: string[] = [];

  const byName = async (name: string, place: Place): Promise<HeapObject> => {
    const existing = built.get(name);
    if (existing !== undefined) return existing;
    const declaration = declared.get(name);
    if (declaration === undefined) {
      if (parent !== undefined) return parent.resolve(name, place);
      throw invalidAt(place, laterNames.has(name) ? `${name} is not supported yet` : `no object is called "${name}"`);
    }
    if (underway.includes(name)) throw invalidAt(place, `a circle of objects: ${[...underway, name].join(" → ")}`);
    underway.push(name);
    try {
      const object = await buildObject(declaration, name, heap);
      built.set(name, object);
      return object;
    } finally {
      underway.pop();
    }
  };

  const heap: Heap = {
    scope,
    services,
    resolve: async (to, place) => {
      if (typeof to === "string") return byName(to, place);
      const name = typeof to.name === "string" ? to.name : `${String(to.type)} in ${place.file}`;
      return buildObject({ content: to, place }, name, heap);
    },
    buildAll: async () => {
      for (const [name, { place }] of declared) await byName(name, place);
    },
  };
  return heap;
}

/** An object of a certain kind, by name or declared in place. */
export async function referTo<Wanted extends Kind>(
  heap: Heap,
  kind: Wanted,
  to: Reference,
  place: Place,
): Promise<ObjectOf<Wanted>> {
  const object = await heap.resolve(to, place);
  if (isOfKind(object, kind)) return object;
  throw invalidAt(place, `must be ${nameOfKind(kind)}, and this is ${nameOfKind(object.kind)}`);
}

function isOfKind<Wanted extends Kind>(object: HeapObject, kind: Wanted): object is ObjectOf<Wanted> {
  return object.kind === kind;
}

function readDeclarations(value: Json | undefined, place: Place): ReadonlyMap<string, Declaration> {
  const declared = new Map<string, Declaration>();
  if (value === undefined) return declared;
  if (!Array.isArray(value)) throw invalidAt(place, "must be a list of objects");
  for (const [index, content] of value.entries()) {
    const here = at(place, index);
    if (!isJsonObject(content)) throw invalidAt(here, "must be an object");
    const name = content.name;
    if (typeof name !== "string" || name === "") throw invalidAt(here, "needs a name");
    if (declared.has(name)) throw invalidAt(at(here, "name"), `an object called "${name}" is already defined`);
    declared.set(name, { content, place: here });
  }
  return declared;
}

async function buildObject({ content, place }: Declaration, name: string, heap: Heap): Promise<HeapObject> {
  const { scope, services } = heap;
  const typeName = content.type;
  if (typeof typeName !== "string") throw invalidAt(at(place, "type"), "must name a type");
  const type = services.types.get(typeName);
  if (type === undefined) throw unknownType(typeName, at(place, "type"), services);
  const config = content.config ?? {};
  const here = at(place, "config");
  if (!isJsonObject(config)) throw invalidAt(here, "must be an object");
  lintKeys(content, ["name", "type", "config", ...decorationNames], place, services);
  lintKeys(config, type.keys, here, services);
  const object = await type.build(config, buildContext(name, here, heap));
  return decorate(object, content, place, { scope, services });
}

function unknownType(type: string, place: Place, services: Services): Error {
  if (laterTypes.has(type)) return invalidAt(place, `the type ${type} is not supported yet`);
  const candidate = nearest(type, [...services.types.keys()]);
  const hint = candidate === undefined ? "" : `; did you mean "${candidate}"?`;
  return invalidAt(place, `there is no type "${type}"${hint}`);
}

function buildContext(name: string, place: Place, heap: Heap): BuildContext {
  const { scope, services } = heap;
  const { directory, log } = services;
  return {
    name,
    place,
    scope,
    services,
    heap,
    refer: (kind, to, ...path) => referTo(heap, kind, to, at(place, ...path)),
    runtime: (text, ...path) => runtimeTemplate(text, at(place, ...path), { scope, directory, log }),
    text: (text, ...path) => configurationText(text, at(place, ...path), { scope, directory }),
    problem: (problem, ...path) => invalidAt(at(place, ...path), problem),
  };
}
