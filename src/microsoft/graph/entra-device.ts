import { failure, requestIdsAmong, type VerdictFailure } from "../failure.ts";
import type { Answer } from "../http.ts";
import { realDate } from "../verdict.ts";
import type { GraphClient, GraphOperation } from "./graph-client.ts";
import { badResponse } from "./graph-failure.ts";
import { type ManagedDevice, readRecord } from "./managed-device.ts";
import { type Page, readPage } from "./page.ts";
import { withQuery } from "./query.ts";

const largestPage = 8 * 1024 * 1024;
/** More than one, so that duplicates show; a device with more stale records than this is not the case to solve here. */
const mostMatches = 10;

/**
 * `GET /deviceManagement/managedDevices?$filter=azureADDeviceId eq '{id}'`. Graph has been seen to ignore such a filter and
 * to answer with every device of the tenant, so each record is compared. `entraId` must be one that `isEntraDeviceId`
 * accepts.
 */
export async function readDeviceByEntraId(
  graph: GraphClient,
  operation: GraphOperation,
  entraId: string,
  severalMatches: "refuse" | "newest-sync",
): Promise<ManagedDevice | VerdictFailure> {
  const list = new URL("/v1.0/deviceManagement/managedDevices", operation.connection.graph);
  const url = withQuery(list, { filter: `azureADDeviceId eq '${entraId}'`, top: String(mostMatches) });
  const answered = await graph.get(operation, { url, maxBytes: largestPage, read: readPage });
  if (answered.outcome === "failure") return answered;
  const { value: page, answer } = answered;
  const fail = (reason: "filter-not-honoured" | "device-not-found" | "ambiguous-device"): VerdictFailure =>
    failure(reason, {
      status: answer.status,
      requestIds: requestIdsAmong([answer.headers["request-id"], operation.requestId]),
      causes: [`GraphAnswer: ${answer.status} with ${page.records.length} records`],
    });
  if (!isAbout(page, entraId)) return fail("filter-not-honoured");
  const devices = devicesOf(page, answer, operation.requestId);
  if (!Array.isArray(devices)) return devices;
  const [only, ...others] = devices;
  if (only === undefined) return fail("device-not-found");
  if (others.length === 0) return only;
  return (severalMatches === "newest-sync" ? newestSync(devices) : null) ?? fail("ambiguous-device");
}

function isAbout({ records, next }: Page, entraId: string): boolean {
  if (next !== null || records.length >= mostMatches) return false;
  const wanted = entraId.toLowerCase();
  return records.every(({ azureADDeviceId: id }) => typeof id === "string" && id.toLowerCase() === wanted);
}

function devicesOf({ records }: Page, answer: Answer, requestId: string): ManagedDevice[] | VerdictFailure {
  const devices: ManagedDevice[] = [];
  for (const record of records) {
    const reading = readRecord(record);
    if ("problem" in reading) return badResponse(answer, requestId, `has a record ${reading.problem}`);
    devices.push(reading.value);
  }
  return devices;
}

/** The device that synced last, `null` when that does not name one. */
function newestSync(devices: readonly ManagedDevice[]): ManagedDevice | null {
  const instants = devices.map(({ lastSyncDateTime }) => Date.parse(realDate(lastSyncDateTime) ?? ""));
  const newest = Math.max(...instants.filter((instant) => !Number.isNaN(instant)));
  const found = devices.filter((_, index) => instants[index] === newest);
  return found.length === 1 ? (found[0] ?? null) : null;
}
