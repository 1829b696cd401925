import type { JsonObject } from "../../core/json.ts";
import { deriveFrom } from "../fleet/derive.ts";
import { readQuery } from "./query/query-options.ts";
import { selector } from "./query/select.ts";
import { contextOf, type GraphCall, selected } from "./route.ts";

const members = ["id", "subscriptionState", "settings"];

/** The tenant's own settings: `GET /deviceManagement?$select=settings`. */
export function readTenantSettings(call: GraphCall): JsonObject {
  const { select } = readQuery(call.url, ["$select"]);
  const whole = {
    id: deriveFrom(call.tenant.id).uuid("deviceManagement"),
    subscriptionState: "active",
    settings: call.tenant.settings,
  };
  return {
    "@odata.context": contextOf(call.version, `${selected("deviceManagement", select)}/$entity`),
    ...selector(select, members, "microsoft.graph.deviceManagement")(whole),
  };
}
