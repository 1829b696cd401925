import type { VerdictFailure } from "../failure.ts";
import { deviceIdSegment } from "./device-id.ts";
import type { GraphClient, GraphOperation } from "./graph-client.ts";
import { badResponse } from "./graph-failure.ts";
import { linkChain, type Page, readPage } from "./page.ts";
import type { Reading } from "./reading.ts";

/** Display names in the order of the answer. The absence of an app proves nothing: see Microsoft's "Discovered apps". */
export interface DetectedApps {
  readonly outcome: "apps";
  readonly names: readonly string[];
}

const largestPage = 4 * 1024 * 1024;
const mostPages = 50;
const mostApps = 50_000;

interface AppsPage {
  readonly names: readonly string[];
  readonly next: Page["next"];
}

const readApps: Reading<AppsPage> = (body) => {
  const reading = readPage(body);
  if ("problem" in reading) return reading;
  const { records, next } = reading.value;
  const names: string[] = [];
  for (const { displayName = null } of records) {
    if (displayName !== null && typeof displayName !== "string") return { problem: "has an app whose name is no text" };
    if (displayName) names.push(displayName);
  }
  return { value: { names, next } };
};

/** `GET /beta/deviceManagement/managedDevices/{id}/detectedApps`, every page; v1.0 has no such relation. */
export async function readDetectedApps(
  graph: GraphClient,
  operation: GraphOperation,
  deviceId: string,
): Promise<DetectedApps | VerdictFailure> {
  const path = `/beta/deviceManagement/managedDevices/${deviceIdSegment(deviceId)}/detectedApps`;
  const names: string[] = [];
  let url = new URL(path, operation.connection.graph);
  const mayFollow = linkChain(url, mostPages);
  for (;;) {
    const answered = await graph.get(operation, { url, maxBytes: largestPage, read: readApps, lane: "apps" });
    if (answered.outcome === "failure") return answered;
    const { value: page, answer } = answered;
    for (const name of page.names) names.push(name);
    if (page.next === null) return { outcome: "apps", names };
    if (names.length > mostApps || !mayFollow(page.next)) {
      return badResponse(answer, operation.requestId, "has too many pages");
    }
    url = page.next;
  }
}
