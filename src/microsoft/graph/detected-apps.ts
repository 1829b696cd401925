import { z } from "zod";
import type { VerdictFailure } from "../failure.ts";
import { parseBody } from "../http.ts";
import { deviceIdSegment } from "./device-id.ts";
import type { GraphClient, GraphOperation } from "./graph-client.ts";
import { badResponse } from "./graph-failure.ts";

/** Display names in the order of the answer. The absence of an app proves nothing: see Microsoft's "Discovered apps". */
export interface DetectedApps {
  readonly outcome: "apps";
  readonly names: readonly string[];
}

const largestPage = 4 * 1024 * 1024;
const mostPages = 50;
const mostApps = 50_000;

const page = z.object({
  value: z.array(z.object({ displayName: z.string().nullish() })),
  "@odata.nextLink": z.string().nullish(),
});

/** `GET /beta/deviceManagement/managedDevices/{id}/detectedApps`, every page; v1.0 has no such relation. */
export async function readDetectedApps(
  graph: GraphClient,
  operation: GraphOperation,
  deviceId: string,
): Promise<DetectedApps | VerdictFailure> {
  const path = `/beta/deviceManagement/managedDevices/${deviceIdSegment(deviceId)}/detectedApps`;
  const names: string[] = [];
  let url = new URL(path, operation.connection.graph);
  for (let pages = 1; ; pages += 1) {
    const answer = await graph.get(operation, url, largestPage);
    if (answer.outcome === "failure") return answer;
    const { data } = page.safeParse(parseBody(answer.text));
    if (data === undefined) return badResponse(answer, operation.requestId, "not a list of apps");
    for (const { displayName } of data.value) if (displayName) names.push(displayName);
    const next = data["@odata.nextLink"];
    if (!next) return { outcome: "apps", names };
    if (pages >= mostPages || names.length > mostApps)
      return badResponse(answer, operation.requestId, "has too many pages");
    if (!URL.canParse(next)) return badResponse(answer, operation.requestId, "has a malformed nextLink");
    url = new URL(next);
  }
}
