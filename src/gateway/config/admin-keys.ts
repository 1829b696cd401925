import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { lintKeys } from "../heap/lint-keys.ts";
import type { Services } from "../heap/model.ts";
import { at, invalidAt, type Place } from "./place.ts";

/** The keys of `admin.json` beside connectors: those that mean something here, those that do not, and those that must not. */

const knownKeys = ["heap", "connectors", "adminConnector", "properties", "auditService"];
const filterKeys = ["apiProtectionFilter", "metricsProtectionFilter"];

/** Keys that change nothing, with the reason: whoever wrote one should know. */
const idleKeys: ReadonlyMap<string, string> = new Map([
  ["vertx", "the engine is another one"],
  ["gatewayUnits", "gateway.workers of sallyport.json says how many processes there are"],
  ["maxBodyLength", "bodies stream, up to the gateway's own limit"],
  ["adminMaxBodyLength", "administration takes no body"],
  ["mode", "the mode of sallyport.json counts"],
  ["prefix", "administration has a port of its own: adminConnector"],
  ["temporaryDirectory", "nothing is kept in files"],
  ["temporaryStorage", "nothing is kept in files"],
  ["pidFileMode", "there is no PID file"],
  ["session", "administration has no sessions"],
  ["serveDeprecatedPrometheusEndpoint", "metrics are at /metrics/prometheus/0.0.4"],
  ["studioProtectionFilter", "there is no studio"],
]);

/** Said without a remark: it is what happens anyway. */
const sameKeys: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["streamingEnabled", true],
  ["preserveOriginalQueryString", true],
  ["serveDeprecatedPrometheusEndpoint", false],
]);

/** @throws {gateway.config-invalid} for a key that would mean something else than what happens */
export function checkAdminKeys(content: JsonObject, top: Place, services: Services): void {
  const quiet = [...sameKeys.keys()];
  lintKeys(content, [...knownKeys, ...filterKeys, ...idleKeys.keys(), ...quiet, "openTelemetry"], top, services);
  for (const [key, why] of idleKeys) {
    if (key in content && content[key] !== sameKeys.get(key)) services.lint(at(top, key), `has no effect: ${why}`);
  }
  if (content.streamingEnabled === false || content.streamingEnabled === "false") {
    services.lint(at(top, "streamingEnabled"), "has no effect: bodies always stream");
  }
  if (content.preserveOriginalQueryString === false || content.preserveOriginalQueryString === "false") {
    services.lint(at(top, "preserveOriginalQueryString"), "has no effect: queries go on as they came");
  }
  const telemetry = content.openTelemetry;
  if (telemetry === undefined) return;
  if (!isJsonObject(telemetry)) throw invalidAt(at(top, "openTelemetry"), "must be an object");
  for (const part of ["tracing", "logging"]) {
    const settings = telemetry[part];
    const enabled = isJsonObject(settings) ? settings.enabled : undefined;
    if (enabled === true || enabled === "true") {
      throw invalidAt(at(top, "openTelemetry", part, "enabled"), "is not supported yet");
    }
  }
  services.lint(at(top, "openTelemetry"), "has no effect: nothing of it is switched on");
}
