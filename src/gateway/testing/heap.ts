import type { JsonObject } from "../../core/json.ts";
import type { Logger } from "../../core/log.ts";
import { outerScope } from "../config/scope.ts";
import { createHeap } from "../heap/heap.ts";
import type { HeapObject } from "../heap/heap-object.ts";
import type { Heap, ObjectType, Services } from "../heap/model.ts";
import { testServices } from "./exchange.ts";

/** A heap of one file, `test.json`, for tests of what heaps do. */
export function testHeap(around: {
  readonly parent?: Heap;
  /** Types besides the gateway's own, each always the same object. */
  readonly types?: Readonly<Record<string, HeapObject>>;
  readonly heap?: readonly JsonObject[];
  readonly globalDecorators?: JsonObject | undefined;
  readonly services?: Partial<Services>;
  readonly remarks?: string[];
}): Heap {
  const { parent, heap = [], globalDecorators, types = {}, ...more } = around;
  const own = Object.entries(types).map(([type, object]): [string, ObjectType] => [
    type,
    { type, keys: [], build: async () => object },
  ]);
  const base = testServices(more);
  const services: Services = { ...base, types: new Map([...base.types, ...own]) };
  const place = { file: "test.json", path: ["heap"] };
  return createHeap({
    parent,
    declarations: [...heap],
    globalDecorators: { value: globalDecorators, place: { file: "test.json", path: ["globalDecorators"] } },
    place,
    scope: outerScope({ directory: services.directory, environment: {}, secret: () => undefined }),
    services,
  });
}

/** A logger that keeps what it is told. */
export function recordingLogger() {
  const lines: { readonly fields: object; readonly message: string }[] = [];
  const keep = (fields: object, message: string): void => {
    lines.push({ fields, message });
  };
  const log: Logger = { debug: keep, info: keep, warn: keep, error: keep };
  return { lines, log };
}
