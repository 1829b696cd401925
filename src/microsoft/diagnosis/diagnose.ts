import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import type { Clock } from "../../core/clock.ts";
import { errorCode } from "../../core/errors.ts";
import { type MicrosoftConnection, type ResolvedConnection, resolveConnection } from "../connection.ts";
import { type Deadline, within } from "../deadline.ts";
import { expiryRemark } from "../entra/certificate-expiry.ts";
import type { TokenSource } from "../entra/token-source.ts";
import { failure, type VerdictFailure } from "../failure.ts";
import { isDeviceId } from "../graph/device-id.ts";
import { isEntraDeviceId } from "../graph/entra-id.ts";
import { findDevice } from "../graph/find-device.ts";
import type { GraphClient, GraphOperation } from "../graph/graph-client.ts";
import { readPage } from "../graph/page.ts";
import type { Exchange, HttpClient } from "../http.ts";
import { type ReasonCode, reasonTexts } from "../reasons.ts";
import { realDate } from "../verdict.ts";
import type { DeviceIdKind } from "../verdicts/options.ts";
import type { DiagnosisStep, DiagnosisStepName } from "./step.ts";
import { tokenClaims } from "./token-claims.ts";

interface DiagnosisTools {
  readonly http: HttpClient;
  readonly tokens: TokenSource;
  readonly graph: GraphClient;
  readonly clock: Clock;
  begin(connection: ResolvedConnection): GraphOperation;
}

interface DiagnosisWishes {
  readonly deviceId?: string;
  readonly idKind?: DeviceIdKind;
}

/** The steps of `IntuneClient.diagnose`, one after another, until one fails that the next needs. */
export async function* diagnose(
  tools: DiagnosisTools,
  connection: MicrosoftConnection,
  wishes: DiagnosisWishes,
): AsyncGenerator<DiagnosisStep, void, void> {
  const resolved = resolveConnection(connection);
  if (resolved.outcome === "failure") {
    yield failed("configuration", resolved);
    return;
  }
  const configuration = configurationStep(resolved, tools.clock);
  yield configuration;
  if (!configuration.ok) return;
  for (const origin of hostsOf(resolved)) {
    for (const step of await reach(tools, origin, tools.begin(resolved).deadline)) {
      yield step;
      if (!step.ok) return;
    }
  }
  const token = await tools.tokens.token(resolved);
  if (token.outcome === "failure") {
    yield failed("token", token);
    return;
  }
  const minutes = Math.round((token.expiresAt - tools.clock.now()) / 60_000);
  yield passed("token", `issued, valid for ${minutes} min`);
  yield permissionsStep(token.value.reveal());
  for (const step of await list(tools, tools.begin(resolved))) {
    yield step;
    if (!step.ok) return;
  }
  if (wishes.deviceId !== undefined) {
    yield await deviceStep(tools, tools.begin(resolved), wishes.deviceId, wishes.idKind ?? "intune");
  }
}

function configurationStep({ tenantId, credential }: ResolvedConnection, clock: Clock): DiagnosisStep {
  const found = `tenant ${tenantId}, credential ${credential.kind}`;
  const remark = expiryRemark(credential, clock);
  if (remark === null) return passed("configuration", found);
  const { reason, day } = remark;
  if (reason === "certificate-expired") return failedBecause("configuration", reason, `valid until ${day}`);
  const { text, next } = reasonTexts[reason];
  return { name: "configuration", ok: true, reason, detail: `${found}, valid until ${day}. ${text} ${next}`, next };
}

/** A managed identity does not ask Entra itself. */
function hostsOf({ login, graph, credential }: ResolvedConnection): string[] {
  return [...new Set(credential.kind === "managed-identity" ? [graph] : [login, graph])];
}

/** Whether a host's name resolves, and whether it is who it says. Behind a proxy only the latter matters. */
async function reach({ http }: DiagnosisTools, origin: string, deadline: Deadline): Promise<DiagnosisStep[]> {
  const { hostname, host } = new URL(origin);
  const name = hostname.replace(/^\[|\]$/g, "");
  const resolving =
    isIP(name) !== 0 ? null : await within<string | null>(deadline, resolveName(name), () => "ETIMEOUT");
  const exchange = await http.exchange(
    { method: "GET", url: new URL(origin), headers: {}, maxBytes: 65_536 },
    deadline,
  );
  if (exchange.outcome === "answer") {
    const how = resolving === null ? "resolves" : "does not resolve here, but a proxy reaches it";
    return [passed("dns", `${host} ${how}`), passed("tls", `${host} is trusted and answers`)];
  }
  if (resolving !== null) return [failedBecause("dns", "name-not-resolved", `${host}: ${resolving}`)];
  return [passed("dns", `${host} resolves`), failedBecause("tls", tlsReason(exchange), `${host}: ${exchange.fault}`)];
}

async function resolveName(name: string): Promise<string | null> {
  try {
    await lookup(name);
    return null;
  } catch (thrown) {
    const code = errorCode(thrown);
    if (code === undefined) throw thrown;
    return code;
  }
}

/** OpenSSL's codes for certificates, as Node names them. */
const certificateFault = /^(?:CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_|CRL_)/;

function tlsReason({ fault }: Exchange): ReasonCode {
  return certificateFault.test(fault ?? "") ? "certificate-untrusted" : "connection-failed";
}

const needed = "DeviceManagementManagedDevices";

function permissionsStep(token: string): DiagnosisStep {
  const claims = tokenClaims(token);
  if (claims === null) return passed("permissions", "the token is opaque: the next steps tell");
  const { kind, names } = claims;
  const listed = names.length === 0 ? "none" : names.join(", ");
  const isThere = names.some((name) => name === `${needed}.Read.All` || name === `${needed}.ReadWrite.All`);
  const detail = `${kind} in the token: ${listed}`;
  return isThere ? passed("permissions", detail) : failedBecause("permissions", "permission-missing", detail);
}

/** One list call tells whether the tenant has Intune, and whether it lets the app in. */
async function list({ graph }: DiagnosisTools, operation: GraphOperation): Promise<DiagnosisStep[]> {
  const url = new URL("/v1.0/deviceManagement/managedDevices?$top=1&$select=id", operation.connection.graph);
  const answered = await graph.get(operation, { url, maxBytes: 8 * 1024 * 1024, read: readPage });
  if (answered.outcome === "answered") {
    return [passed("licence", "the tenant has Intune"), passed("permission", "Intune lets the app list devices")];
  }
  if (answered.reason === "intune-not-available-for-tenant") return [failed("licence", answered)];
  if (answered.reason === "permission-missing") {
    return [passed("licence", "the tenant has Intune"), failed("permission", answered)];
  }
  // Whoever throttles, is out, or answers something else, has not said whether the tenant has Intune.
  return [failed("permission", answered)];
}

async function deviceStep(
  { graph, begin }: DiagnosisTools,
  operation: GraphOperation,
  deviceId: string,
  idKind: DeviceIdKind,
): Promise<DiagnosisStep> {
  const isId = idKind === "entra" ? isEntraDeviceId(deviceId) : isDeviceId(deviceId);
  if (!isId) return failed("device", failure("malformed-device-id"));
  const device = await findDevice(graph, operation, { deviceId, idKind, severalMatches: "refuse" });
  if (device.outcome !== "failure") {
    const lastSync = realDate(device.lastSyncDateTime) ?? "never";
    return passed("device", `complianceState ${device.complianceState}, last sync ${lastSync}`);
  }
  if (device.reason !== "device-not-found" || idKind !== "intune" || !isEntraDeviceId(deviceId)) {
    return failed("device", device);
  }
  const asEntra = { deviceId, idKind: "entra", severalMatches: "newest-sync" } as const;
  const other = await findDevice(graph, begin(operation.connection), asEntra);
  if (other.outcome === "failure") return failed("device", device);
  return {
    ...failed("device", device),
    detail: "Intune has no device with this id, but one whose Entra device id it is.",
    next: "Put {{DeviceId}} into the SCEP profile in the place of {{AAD_Device_ID}}, or let the node take Entra ids.",
  };
}

function passed(name: DiagnosisStepName, detail: string): DiagnosisStep {
  return { name, ok: true, reason: null, detail, next: null };
}

function failed(name: DiagnosisStepName, { reason, chain, requestIds }: VerdictFailure): DiagnosisStep {
  const ids = requestIds.map((id) => `request id ${id}`);
  return failedBecause(name, reason, [...chain.slice(1), ...ids].join("; "));
}

function failedBecause(name: DiagnosisStepName, reason: ReasonCode, found: string): DiagnosisStep {
  const { text, next } = reasonTexts[reason];
  return { name, ok: false, reason, detail: found === "" ? text : `${text} (${found})`, next };
}
