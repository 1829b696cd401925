import { at, invalidAt, type Place } from "../config/place.ts";
import type { Need } from "../el/known.ts";
import { bufferRequest, bufferResponse } from "../http/entity.ts";
import type { Handler } from "../http/exchange.ts";
import type { HeapObject } from "./heap-object.ts";
import type { BuildContext, Heap } from "./model.ts";
import { referTo } from "./refer.ts";
import { configurationText, configurationValue, runtimeTarget, runtimeTemplate } from "./templates.ts";

interface Building {
  readonly context: BuildContext;
  /** The object with the bodies in memory that its expressions read, and no others. */
  withEntities(object: HeapObject): HeapObject;
}

/** What a type of object gets to build one. */
export function buildContext(name: string, place: Place, heap: Heap): Building {
  const { scope, services } = heap;
  const around = { scope, services };
  const needs = new Set<Need>();
  let needsResponse = false;
  const buffered =
    (handle: Handler): Handler =>
    (exchange) =>
      needsResponse ? handle(exchange).then((response) => bufferResponse(response)) : handle(exchange);
  const resolve: Heap["resolve"] = async (to, where) => {
    const object = await heap.resolve(to, where);
    return object.kind === "handler" ? { kind: "handler", handle: buffered(object.handle) } : object;
  };
  const context: BuildContext = {
    name,
    place,
    scope,
    services,
    heap,
    refer: (kind, to, ...path) => referTo({ resolve }, kind, to, at(place, ...path)),
    runtime: (text, ...path) => {
      const template = runtimeTemplate(text, at(place, ...path), around);
      for (const need of template.needs) needs.add(need);
      needsResponse = needs.has("response");
      return template;
    },
    target: (text, ...path) => runtimeTarget(text, at(place, ...path), around),
    text: (text, ...path) => configurationText(text, at(place, ...path), around),
    value: (value, ...path) => configurationValue(value, at(place, ...path), around),
    problem: (problem, ...path) => invalidAt(at(place, ...path), problem),
  };
  return { context, withEntities: (object) => withEntities(object, needs, buffered) };
}

function withEntities(
  object: HeapObject,
  needs: ReadonlySet<Need>,
  buffered: (handle: Handler) => Handler,
): HeapObject {
  if (needs.size === 0) return object;
  const before = needs.has("request") ? bufferRequest : async () => undefined;
  if (object.kind === "handler") {
    const { handle } = object;
    return {
      kind: "handler",
      handle: async (exchange) => {
        await before(exchange);
        return handle(exchange);
      },
    };
  }
  if (object.kind !== "filter") return object;
  const { filter } = object;
  return {
    kind: "filter",
    filter: async (exchange, next) => {
      await before(exchange);
      return filter(exchange, buffered(next));
    },
  };
}
