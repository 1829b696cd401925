import type { Json, JsonObject } from "../../../core/json.ts";
import type { ClientCertificate } from "../../../device/index.ts";
import type { Exchange } from "../../http/exchange.ts";
import type { CertificateDetails } from "../certificate.ts";
import type { ScriptRequest } from "../message.ts";
import { readUriPart } from "../uri.ts";

/** What the bindings of a script in JavaScript are made from. */

export function requestInput(request: ScriptRequest): JsonObject {
  const { method, version, headers } = request;
  const part = (name: "host" | "port" | "rawPath" | "rawQuery" | "scheme"): Json => readUriPart(request, name);
  return {
    method,
    version: `HTTP/${version}`,
    headers: headers.names().flatMap((name) => headers.all(name).map((value) => [name, value])),
    uri: {
      scheme: part("scheme"),
      host: part("host"),
      port: part("port"),
      rawPath: part("rawPath"),
      rawQuery: part("rawQuery"),
    },
  };
}

export function contextsInput(
  exchange: Exchange,
  details: (certificate: ClientCertificate) => CertificateDetails,
): JsonObject {
  const { address, port, secure, peer } = exchange.client;
  const local = new URL(exchange.externalOrigin);
  const certificates = peer.state === "verified" ? [certificateInput(peer.certificate, details(peer.certificate))] : [];
  return {
    ...Object.fromEntries(exchange.contexts),
    client: {
      remoteAddress: address,
      remotePort: port,
      remoteUser: "",
      userAgent: exchange.headers.first("user-agent") ?? "",
      isSecure: secure,
      isExternal: true,
      localAddress: local.hostname,
      localPort: Number(local.port === "" ? (local.protocol === "https:" ? 443 : 80) : local.port),
      certificates,
    },
    transactionId: { transactionId: { value: exchange.transactionId } },
  };
}

/** Bytes are written as base64. */
function certificateInput(certificate: ClientCertificate, details: CertificateDetails): JsonObject {
  const names = details.alternativeNames?.map(({ type, value }) => ({
    type,
    value: typeof value === "string" ? value : Buffer.from(value).toString("base64"),
  }));
  return {
    subjectAltNames: names ?? null,
    subject: details.subjectName,
    issuer: details.issuerName,
    serialNumber: certificate.serialNumber,
    notBefore: new Date(certificate.notBefore).toISOString(),
    notAfter: new Date(certificate.notAfter).toISOString(),
    thumbprint: certificate.thumbprint,
    pem: certificate.pem,
  };
}
