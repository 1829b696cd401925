import { z } from "zod";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import type { VerdictFailure } from "../failure.ts";
import { parseBody } from "../http.ts";
import { deviceIdSegment } from "./device-id.ts";
import type { GraphClient, GraphOperation } from "./graph-client.ts";
import { badResponse } from "./graph-failure.ts";

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

/** `GET /deviceManagement/managedDevices/{id}`. */
export async function readManagedDevice(
  graph: GraphClient,
  operation: GraphOperation,
  deviceId: string,
): Promise<ManagedDevice | VerdictFailure> {
  const path = `/v1.0/deviceManagement/managedDevices/${deviceIdSegment(deviceId)}`;
  const answer = await graph.get(operation, new URL(path, operation.connection.graph), largestRecord);
  if (answer.outcome === "failure") return answer;
  const record = parseBody(answer.text);
  if (!isJsonObject(record)) return badResponse(answer, operation.requestId, "not a JSON object");
  const device = schema.safeParse(record);
  if (!device.success) return badResponse(answer, operation.requestId, `without ${missingMember(device.error)}`);
  if (device.data.id.toLowerCase() !== deviceId.toLowerCase()) {
    return badResponse(answer, operation.requestId, "about another device");
  }
  return { outcome: "managed-device", ...device.data, record };
}

function missingMember(error: z.ZodError): string {
  return error.issues.map((issue) => issue.path.join(".")).join(", ");
}
