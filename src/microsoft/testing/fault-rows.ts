import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import type { ReasonCode } from "../reasons.ts";
import { type FakeReply, issued, type Mischief, type Script } from "./fake-microsoft.ts";
import { device, deviceId } from "./set-up.ts";

/** What Microsoft has been seen to do wrong, and what must come of it; a row for each case of the fact sheet. */
export interface FaultRow {
  readonly title: string;
  readonly graph?: Script;
  readonly token?: Script;
  /** The failure's reason, or `device` when the trouble passes. */
  readonly expected: ReasonCode | "device";
  /** Requests to Graph and to Entra. */
  readonly calls: readonly [graph: number, token: number];
}

/** An access token that no text may hold. */
export const accessToken = "t0ken-of-Graph";
/** What Graph's messages name and nobody may see. */
export const internalHost = "proxy.msua05.manage.microsoft.com";

const requestId = "11111111-2222-4333-8444-555555555555";
const activity = "Operation ID (for customer support): 00000000-0000-0000-0000-000000000000 - Activity ID";
const html = "<html><body>Service Unavailable</body></html>";
const scopes = "DeviceManagementManagedDevices.Read.All, DeviceManagementManagedDevices.ReadWrite.All";
const texts = {
  A: "Lifetime validation failed, the token is expired.",
  B: "Access token has expired or is not yet valid.",
  C: "Access token is empty.",
  D: "Access token validation failure. Invalid audience.",
  E: `Application is not authorized to perform this operation. Application must have one of the following scopes: ${scopes}`,
  F: "Insufficient privileges to complete the operation.",
  G: "Resource not found for the segment 'x'.",
  H: "An error has occurred",
  I: "No OData route exists that match template ~/singleton/navigation/key",
  J: "Resource 'x' does not exist or one of its queried reference-property objects are not present.",
  K: "An internal server error has occurred",
  L: "The value must be in the form of Guid",
} as const;

/** Intune's message: JSON in a text, `levels` deep, with an internal address and numbers that look like statuses. */
function nested(text: string, levels = 1): string {
  const url = `https://${internalHost}/DeviceFE/StatelessDeviceFEService/deviceManagement/managedDevices('${deviceId}')/403/429`;
  const inner = { _version: 3, Message: `${text} - ${activity}: ${requestId} - Url: ${url}`, RetryAfter: null };
  const wrap = (message: string, level: number): string =>
    level <= 1 ? message : wrap(JSON.stringify({ ErrorCode: "Forbidden", Message: message, Target: null }), level - 1);
  return wrap(JSON.stringify(inner, null, "\r\n  "), levels);
}

function refusal(status: number, code: string, message: string, headers: Record<string, string> = {}): FakeReply {
  const innerError = { date: "2026-01-07T04:43:04", "request-id": requestId, "client-request-id": requestId };
  return { status, headers, body: { error: { code, message, innerError } } };
}

const always =
  (reply: FakeReply | Mischief): Script =>
  () =>
    reply;
const once =
  (reply: FakeReply | Mischief): Script =>
  (_request, call) =>
    call === 1 ? reply : found;
const found: FakeReply = { status: 200, body: device() };
const expired = refusal(401, "InvalidAuthenticationToken", texts.A);

/** Microsoft Graph errors, case by case (facts 4.3). */
export const graphErrorRows: readonly FaultRow[] = [
  row("token expired, text A", always(expired), "token-rejected", [2, 2]),
  row("token expired, text B", always(refusal(401, "InvalidAuthenticationToken", texts.B)), "token-rejected", [2, 2]),
  row("token missing", always(refusal(401, "InvalidAuthenticationToken", texts.C)), "token-rejected", [2, 2]),
  row("token malformed", always(refusal(401, "InvalidAuthenticationToken", texts.D)), "token-rejected", [2, 2]),
  row("valid token refused for a moment", once(expired), "device", [2, 2]),
  row("permission missing", always(refusal(403, "Forbidden", nested(texts.E))), "permission-missing", [1, 1]),
  row(
    "directory-type denial",
    always(refusal(403, "Authorization_RequestDenied", texts.F)),
    "permission-missing",
    [1, 1],
  ),
  row(
    "Conditional Access on the resource",
    always(refusal(403, "Forbidden", "", { "www-authenticate": 'Bearer error="insufficient_claims", claims="e30="' })),
    "blocked-by-policy",
    [1, 1],
  ),
  row(
    "tenant without Intune",
    always(refusal(401, "UnknownError", nested("Forbidden", 2))),
    "intune-not-available-for-tenant",
    [1, 1],
  ),
  row("the same tenant, other paths: 503", always({ status: 503, body: html }), "graph-unavailable", [4, 1]),
  row("the same tenant, other paths: 400", always(refusal(400, "BadRequest", texts.G)), "request-rejected", [1, 1]),
  row("unknown device id", always(refusal(404, "ResourceNotFound", nested(texts.H))), "device-not-found", [1, 1]),
  row(
    "unknown object, some endpoints",
    always(refusal(400, "ResourceNotFound", nested(texts.H))),
    "request-rejected",
    [1, 1],
  ),
  row("malformed id, text H", always(refusal(400, "BadRequest", nested(texts.H))), "request-rejected", [1, 1]),
  row("malformed id, text L", always(refusal(400, "InternalError", nested(texts.L))), "request-rejected", [1, 1]),
  row("wrong path segment", always(refusal(400, "BadRequest", texts.G)), "request-rejected", [1, 1]),
  row("no route", always(refusal(400, "No method match route template", texts.I)), "request-rejected", [1, 1]),
  row("Entra device not found", always(refusal(404, "Request_ResourceNotFound", texts.J)), "device-not-found", [1, 1]),
  row("throttled", always(refusal(429, "TooManyRequests", nested(texts.H))), "throttled", [4, 1]),
  row("back-end fault", always(refusal(500, "InternalServerError", nested(texts.K))), "graph-unavailable", [4, 1]),
  ...[502, 503, 504].flatMap((status) => [
    row(`gateway, outage: ${status}, any code`, always(refusal(status, "Any", "")), "graph-unavailable", [4, 1]),
    row(`gateway, outage: ${status}, HTML`, always({ status, body: html }), "graph-unavailable", [4, 1]),
  ]),
  row("batch member depends on a failed one", always(refusal(424, "FailedDependency", "")), "request-rejected", [1, 1]),
];

const record = Buffer.from(JSON.stringify(device()));
const retryAfter = (value: string): Script => once({ status: 429, headers: { "retry-after": value } });
const packed = (encoding: string, body: Buffer): Script =>
  always({ status: 200, headers: { "content-encoding": encoding }, body });

/** What else may come from Graph, or from whoever stands in its place (facts 9, Graph). */
export const graphFaultRows: readonly FaultRow[] = [
  row("401 twice", always(expired), "token-rejected", [2, 2]),
  row(
    "UnknownError does not refresh",
    always(refusal(401, "UnknownError", nested("Forbidden"))),
    "intune-not-available-for-tenant",
    [1, 1],
  ),
  row(
    "nested text holding fake 403 and 429",
    always(refusal(400, "BadRequest", nested("403 429", 3))),
    "request-rejected",
    [1, 1],
  ),
  row("Retry-After absent", once({ status: 429 }), "device", [2, 1]),
  row("Retry-After 0", retryAfter("0"), "device", [2, 1]),
  row("Retry-After 0.249", retryAfter("0.249"), "device", [2, 1]),
  row("Retry-After as a date that has passed", retryAfter("Fri, 20 Nov 2026 07:00:00 GMT"), "device", [2, 1]),
  row("Retry-After as a date far off", retryAfter("Sat, 21 Nov 2026 08:00:00 GMT"), "throttled", [1, 1]),
  row("Retry-After huge", retryAfter("999999999"), "throttled", [1, 1]),
  row(
    "503 HTML",
    always({ status: 503, headers: { "content-type": "text/html" }, body: html }),
    "graph-unavailable",
    [4, 1],
  ),
  row("hang", always("hang"), "graph-unavailable", [1, 1]),
  row("hang within the body", always("hang-in-body"), "graph-unavailable", [1, 1]),
  row("slow drip", always("drip"), "graph-unavailable", [1, 1]),
  row("reset", always("reset"), "graph-unavailable", [4, 1]),
  row("reset once", once("reset"), "device", [2, 1]),
  row("truncated JSON, the connection closed", always("truncate"), "bad-response", [2, 1]),
  row(
    "truncated JSON, complete in length",
    always({ status: 200, body: record.subarray(0, -1) }),
    "bad-response",
    [2, 1],
  ),
  row("gzip, which was not asked for", packed("gzip", gzipSync(record)), "bad-response", [2, 1]),
  row("deflate, which was not asked for", packed("deflate", deflateSync(record)), "bad-response", [2, 1]),
  row("br, which was not asked for", packed("br", brotliCompressSync(record)), "bad-response", [2, 1]),
  row("a gzip bomb", packed("gzip", gzipSync(Buffer.alloc(50_000_000))), "bad-response", [2, 1]),
  row(
    "wrong content type, right record",
    always({ ...found, headers: { "content-type": "text/plain" } }),
    "device",
    [1, 1],
  ),
  row(
    "wrong content type, a page",
    always({ status: 200, headers: { "content-type": "text/html" }, body: html }),
    "bad-response",
    [2, 1],
  ),
  row("a byte order mark before the record", always({ status: 200, body: `\ufeff${record}` }), "device", [1, 1]),
  row("an empty body", always({ status: 200, body: "" }), "bad-response", [2, 1]),
  row("204", always({ status: 204, body: "" }), "bad-response", [1, 1]),
  row("206", always({ ...found, status: 206 }), "bad-response", [1, 1]),
  row("redirect", always({ status: 302, headers: { location: "https://thief.example/" } }), "bad-response", [1, 1]),
  row("huge body", always({ status: 200, body: `"${"x".repeat(1_100_000)}"` }), "bad-response", [1, 1]),
  row("JSON nested without end", always({ status: 200, body: "[".repeat(100_000) }), "bad-response", [2, 1]),
  row(
    "200 with an error body",
    always({ status: 200, body: { error: { code: "Forbidden", message: "" } } }),
    "bad-response",
    [2, 1],
  ),
  row("200 with a list", always({ status: 200, body: [device()] }), "bad-response", [2, 1]),
  row("the entity wrapped in value", always({ status: 200, body: { value: device() } }), "bad-response", [2, 1]),
  row("another device's record", always({ status: 200, body: device({ id: "other" }) }), "bad-response", [2, 1]),
  row(
    "complianceState absent",
    always({ status: 200, body: device({ complianceState: undefined }) }),
    "bad-response",
    [2, 1],
  ),
  row("complianceState null", always({ status: 200, body: device({ complianceState: null }) }), "bad-response", [2, 1]),
  row(
    "complianceState a number",
    always({ status: 200, body: device({ complianceState: 1 }) }),
    "bad-response",
    [2, 1],
  ),
];

const entraError = (status: number, error: string, code: number): FakeReply => {
  const description = `AADSTS${code}: at https://${internalHost}/ with ${accessToken}\r\nTrace ID: ${requestId}`;
  return { status, body: { error, error_description: description, error_codes: [code], trace_id: requestId } };
};

/** What may come from Entra (facts 9, Token; every AADSTS code has its row in tokens.test.ts). */
export const tokenFaultRows: readonly FaultRow[] = [
  entra("body not JSON", always({ status: 200, body: html }), "entra-unavailable", [0, 1]),
  entra("body not JSON, 503", always({ status: 503, body: html }), "entra-unavailable", [0, 3]),
  entra("body gzip", packed("gzip", gzipSync(JSON.stringify(issued().body))), "entra-unavailable", [0, 1]),
  entra("huge body", always({ status: 200, body: `"${"x".repeat(300_000)}"` }), "entra-unavailable", [0, 1]),
  entra("expires_in 0", always(issued(accessToken, 0)), "device", [1, 1]),
  entra("expires_in missing", always(issued(accessToken, undefined)), "device", [1, 1]),
  entra("expires_in a text", always(issued(accessToken, "3599")), "device", [1, 1]),
  entra("a token that is two headers", always(issued("a\r\nx: b")), "entra-unavailable", [0, 1]),
  entra("wrong cloud", always(entraError(400, "invalid_request", 90002)), "tenant-not-found", [0, 1]),
  entra(
    "redirect refused",
    always({ status: 307, headers: { location: "https://thief.example/" } }),
    "entra-unavailable",
    [0, 1],
  ),
  entra("busy", always(entraError(400, "temporarily_unavailable", 90055)), "entra-unavailable", [0, 3]),
  entra("consent missing", always(entraError(400, "invalid_grant", 65001)), "consent-missing", [0, 1]),
  entra("throttled", always({ status: 429 }), "entra-unavailable", [0, 3]),
  entra("hang", always("hang"), "entra-unavailable", [0, 1]),
  entra("slow drip", always("drip"), "entra-unavailable", [0, 1]),
  entra("reset", always("reset"), "entra-unavailable", [0, 3]),
  entra("truncated", always("truncate"), "entra-unavailable", [0, 1]),
];

function row(title: string, graph: Script, expected: FaultRow["expected"], calls: FaultRow["calls"]): FaultRow {
  return { title, graph, expected, calls };
}

function entra(title: string, token: Script, expected: FaultRow["expected"], calls: FaultRow["calls"]): FaultRow {
  return { title, token, graph: always(found), expected, calls };
}
