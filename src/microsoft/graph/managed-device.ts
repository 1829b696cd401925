import { z } from "zod";
import type { JsonObject } from "../../core/json.ts";
import type { VerdictFailure } from "../failure.ts";
import { deviceIdSegment } from "./device-id.ts";
import type { GraphClient, GraphOperation } from "./graph-client.ts";
import type { Reading } from "./reading.ts";

/** A managedDevice whose id is the one that was asked for. */
export interface ManagedDevice {
  readonly outcome: "managed-device";
  readonly id: string;
  /** As on the wire: an open string, new members appear without notice. */
  readonly complianceState: string;
  readonly lastSyncDateTime: string | null;
  /** The whole record, members in wire order. */
  readonly record: JsonObject;
}

const largestRecord = 1024 * 1024;

const schema = z.object({
  id: z.string(),
  complianceState: z.string(),
  lastSyncDateTime: z.string().nullable().catch(null),
});

/** A record as a managedDevice, or a text of ours that says what it lacks. */
export const readRecord: Reading<ManagedDevice> = (record) => {
  const { data, error } = schema.safeParse(record);
  if (data === undefined) {
    return { problem: `without ${error.issues.map((issue) => issue.path.join(".")).join(", ")}` };
  }
  return { value: { outcome: "managed-device", ...data, record } };
};

/** `GET /deviceManagement/managedDevices/{id}`. */
export async function readManagedDevice(
  graph: GraphClient,
  operation: GraphOperation,
  deviceId: string,
): Promise<ManagedDevice | VerdictFailure> {
  const path = `/v1.0/deviceManagement/managedDevices/${deviceIdSegment(deviceId)}`;
  const read: Reading<ManagedDevice> = (body) => {
    const reading = readRecord(body);
    const isOther = "value" in reading && reading.value.id.toLowerCase() !== deviceId.toLowerCase();
    return isOther ? { problem: "about another device" } : reading;
  };
  const url = new URL(path, operation.connection.graph);
  const answer = await graph.get(operation, { url, maxBytes: largestRecord, read });
  return answer.outcome === "failure" ? answer : answer.value;
}
