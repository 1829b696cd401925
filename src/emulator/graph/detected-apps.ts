import type { JsonObject } from "../../core/json.ts";
import { deviceOf } from "./find-device.ts";
import { collection } from "./query/collection.ts";
import { collectionOptions, readQuery } from "./query/query-options.ts";
import { selector } from "./query/select.ts";
import { GraphRefusal, graphProblems } from "./refusal.ts";
import { contextOf, type GraphCall, selected } from "./route.ts";

const members = ["id", "displayName", "version", "sizeInByte", "deviceCount", "publisher", "platform"];

export function listDetectedApps(call: GraphCall): JsonObject {
  // The v1.0 model has no relation from a device to its apps.
  if (call.version === "v1.0") throw new GraphRefusal(graphProblems.unknownSegment("detectedApps"));
  const { device, detectedApps } = deviceOf(call);
  const query = readQuery(call.url, collectionOptions);
  const fragment = `deviceManagement/managedDevices('${device.id}')/detectedApps`;
  return collection(call.url, query, {
    context: contextOf(call.version, selected(fragment, query.select)),
    items: detectedApps,
    pageSize: call.behaviour.pageSize,
    write: selector(query.select, members, "microsoft.graph.detectedApp"),
  });
}
