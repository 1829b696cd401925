import type { JsonObject } from "../../core/json.ts";
import type { VerdictFailure } from "../failure.ts";
import { realDate } from "../verdict.ts";
import type { GraphClient, GraphOperation } from "./graph-client.ts";
import { badResponse } from "./graph-failure.ts";
import { linkChain, readPage } from "./page.ts";
import { withQuery } from "./query.ts";
import type { Reading } from "./reading.ts";

/** One device of a tenant's list. */
export interface FleetDevice {
  readonly deviceId: string;
  /** Exactly as on the wire; empty when the record has none. */
  readonly complianceState: string;
  /** The last completed check-in as on the wire, `null` when there was none. */
  readonly lastSync: string | null;
  /** The members that were asked for. Select-only members are null in lists, whatever their value is. */
  readonly record: JsonObject;
}

/** One page of the list, in the order of Intune. */
export interface FleetPage {
  readonly outcome: "page";
  readonly devices: readonly FleetDevice[];
  /** Devices read so far, this page included. */
  readonly read: number;
  /** Devices in the tenant if Intune told, else `null`. */
  readonly total: number | null;
}

export interface FleetOptions {
  /** The members of a record to ask for, besides `id`, `complianceState` and `lastSyncDateTime`; default: all. */
  readonly select?: readonly string[];
  /** Devices per page, 1 to 999; default: Intune's own, about 1,000. */
  readonly pageSize?: number;
}

const largestPage = 64 * 1024 * 1024;
/** A million devices; a chain of links without end must end. */
const mostPages = 1_000;
const always = ["id", "complianceState", "lastSyncDateTime"];

/**
 * `GET /deviceManagement/managedDevices`, page after page; at most one page is held. `begin` starts the operation of a page,
 * because the whole list may take longer than any one deadline. A failure is the last item.
 */
export async function* readFleet(
  graph: GraphClient,
  begin: () => GraphOperation,
  options: FleetOptions,
): AsyncGenerator<FleetPage | VerdictFailure, void, void> {
  let operation = begin();
  let url = firstPage(operation.connection.graph, options);
  let read = 0;
  let total: number | null = null;
  const mayFollow = linkChain(url, mostPages);
  for (;;) {
    const answered = await graph.get(operation, { url, maxBytes: largestPage, read: readDevices });
    if (answered.outcome === "failure") {
      yield answered;
      return;
    }
    const { devices, next, count } = answered.value;
    read += devices.length;
    total ??= count;
    yield { outcome: "page", devices, read, total };
    if (next === null) return;
    if (!mayFollow(next)) {
      yield badResponse(answered.answer, operation.requestId, "has too many pages");
      return;
    }
    url = next;
    operation = begin();
  }
}

function firstPage(graph: string, { select, pageSize }: FleetOptions): URL {
  const list = new URL("/v1.0/deviceManagement/managedDevices", graph);
  return withQuery(list, {
    ...(select === undefined ? {} : { select: [...new Set([...always, ...select])].join(",") }),
    ...(pageSize === undefined ? {} : { top: String(Math.min(Math.max(Math.trunc(pageSize), 1), 999)) }),
  });
}

interface DevicesPage {
  readonly devices: readonly FleetDevice[];
  readonly next: URL | null;
  readonly count: number | null;
}

const readDevices: Reading<DevicesPage> = (body) => {
  const reading = readPage(body);
  if ("problem" in reading) return reading;
  const { records, next, count } = reading.value;
  const devices: FleetDevice[] = [];
  for (const record of records) {
    const { id, complianceState, lastSyncDateTime } = record;
    if (typeof id !== "string") return { problem: "has a device without id" };
    const state = typeof complianceState === "string" ? complianceState : "";
    devices.push({ deviceId: id, complianceState: state, lastSync: realDate(lastSyncDateTime), record });
  }
  return { value: { devices, next, count } };
};
