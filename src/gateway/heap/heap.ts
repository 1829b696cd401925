import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { nearest } from "../../core/nearest.ts";
import { at, invalidAt, type Place } from "../config/place.ts";
import type { Scope } from "../config/scope.ts";
import { buildContext } from "./build-context.ts";
import { decorated, type FoundDecoration, findDecorations, readGlobalDecorations } from "./decorations.ts";
import { decoratorTypes, defaultDecorators } from "./decorators/defaults.ts";
import type { HeapObject } from "./heap-object.ts";
import { laterNames, laterTypes } from "./later.ts";
import { lintKeys } from "./lint-keys.ts";
import type { Heap, Services } from "./model.ts";

export { referTo } from "./refer.ts";

interface Declaration {
  readonly content: JsonObject;
  readonly place: Place;
}

const declarationKeys = ["name", "type", "config"];

/**
 * The objects that one file declares. Each is built once, when something refers to it or by `buildAll`.
 *
 * @param declarations the value of the file's `heap` key
 * @param globalDecorators the value of the file's key of that name: put around every object that the file refers to
 * @throws {gateway.config-invalid} when it is no list of named objects, or two have one name
 */
export function createHeap(options: {
  parent: Heap | undefined;
  declarations: Json | undefined;
  globalDecorators?: { readonly value: Json | undefined; readonly place: Place };
  place: Place;
  scope: Scope;
  services: Services;
}): Heap {
  const { parent, scope, services, globalDecorators } = options;
  const declared = readDeclarations(options.declarations, options.place);
  const own =
    globalDecorators === undefined ? [] : readGlobalDecorations(globalDecorators.value, globalDecorators.place);
  const globalDecorations = [...(parent?.globalDecorations ?? []), ...own];
  const ownDecorators = [...declared].filter(([, { content }]) => isDecorator(content)).map(([name]) => name);
  const inherited = parent?.decoratorNames ?? [...defaultDecorators.keys()];
  const decoratorNames = [...new Set([...inherited, ...ownDecorators])];
  const built = new Map<string, HeapObject>();
  const shown = new Map<string, HeapObject>();
  const underway: string[] = [];

  const byName = async (name: string, place: Place): Promise<HeapObject> => {
    const existing = built.get(name);
    if (existing !== undefined) return existing;
    const declaration = declared.get(name);
    if (declaration === undefined) {
      if (parent !== undefined) return parent.extract(name, place);
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

  const extract: Heap["extract"] = async (to, place) =>
    typeof to === "string" ? byName(to, place) : buildObject({ content: to, place }, nameOf(to, place), heap);

  const heap: Heap = {
    scope,
    services,
    globalDecorations,
    decoratorNames,
    extract,
    decorator: async (name) => {
      if (!ownDecorators.includes(name)) {
        return parent === undefined ? defaultDecorators.get(name) : parent.decorator(name);
      }
      const object = await byName(name, declared.get(name)?.place ?? options.place);
      return object.kind === "decorator" ? object.decorator : undefined;
    },
    resolve: async (to, place) => {
      const known = typeof to === "string" ? shown.get(to) : undefined;
      if (known !== undefined) return known;
      const object = await extract(to, place);
      const around = await withGlobalDecorations(typeof to === "string" ? to : nameOf(to, place), object, heap);
      if (typeof to === "string") shown.set(to, around);
      return around;
    },
    buildAll: async () => {
      for (const { name, place } of own) {
        if ((await heap.decorator(name)) === undefined) lintKeys({ [name]: null }, decoratorNames, up(place), services);
      }
      for (const [name, { place }] of declared) await heap.resolve(name, place);
    },
  };
  return heap;
}

/** The parent's come first, then the file's own: each time something refers to an object, wherever that is declared. */
async function withGlobalDecorations(name: string, object: HeapObject, heap: Heap): Promise<HeapObject> {
  const found: FoundDecoration[] = [];
  for (const decoration of heap.globalDecorations) {
    const decorator = await heap.decorator(decoration.name);
    if (decorator !== undefined) found.push({ ...decoration, decorator });
  }
  return decorated(name, object, found, heap);
}

function nameOf(content: JsonObject, place: Place): string {
  return typeof content.name === "string" ? content.name : `${String(content.type)} in ${place.file}`;
}

function up({ file, path }: Place): Place {
  return { file, path: path.slice(0, -1) };
}

function isDecorator({ type }: JsonObject): boolean {
  return typeof type === "string" && decoratorTypes.has(type);
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
  const { services } = heap;
  const typeName = content.type;
  if (typeof typeName !== "string") throw invalidAt(at(place, "type"), "must name a type");
  const type = services.types.get(typeName);
  if (type === undefined) throw unknownType(typeName, at(place, "type"), services);
  const config = content.config ?? {};
  const here = at(place, "config");
  if (!isJsonObject(config)) throw invalidAt(here, "must be an object");
  lintKeys(content, [...declarationKeys, ...heap.decoratorNames], place, services);
  lintKeys(config, type.keys, here, services);
  const { context, withEntities } = buildContext(name, here, heap);
  const object = withEntities(await type.build(config, context));
  // Decorators never decorate decorators.
  const decorations = object.kind === "decorator" ? [] : await findDecorations(content, declarationKeys, place, heap);
  return decorated(name, object, decorations, heap);
}

function unknownType(type: string, place: Place, services: Services): Error {
  if (laterTypes.has(type)) return invalidAt(place, `the type ${type} is not supported yet`);
  const candidate = nearest(type, [...services.types.keys()]);
  const hint = candidate === undefined ? "" : `; did you mean "${candidate}"?`;
  return invalidAt(place, `there is no type "${type}"${hint}`);
}
