import { errorCode } from "../../../core/errors.ts";
import { type ClientCertificate, parseClientCertificate } from "../../../device/index.ts";
import {
  bytesOf,
  type GroovyCall,
  type GroovyHost,
  type GroovyValue,
  groovyError,
  type HostType,
  hostClass,
  isGroovyObject,
} from "../../../script/groovy/index.ts";
import { textArgument } from "./arguments.ts";
import { certificateObjects } from "./certificate.ts";

/**
 * `CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes))`, for certificates that
 * come in a header: the same `X509Certificate` as that of the connection, which proves nothing of who sent it.
 */

/** Reading a certificate takes about a millisecond. */
const readingSteps = 10_000;
const largest = 128 * 1024;

export const inputStreamType: HostType<Uint8Array> = hostClass<Uint8Array>({
  name: "java.io.ByteArrayInputStream",
  implements: ["java.io.InputStream"],
  properties: { bytes: { get: bytesOf } },
  methods: { available: (bytes) => bytes.length, readAllBytes: bytesOf, close: () => null },
  construct: ([bytes = null]) => {
    if (isGroovyObject(bytes) && bytes.kind === "bytes") return inputStreamType.wrap(bytes.bytes);
    throw groovyError("java.lang.IllegalArgumentException", "a byte[] is needed");
  },
});

export const certificateFactoryType: HostType<(certificate: ClientCertificate) => GroovyHost> = hostClass({
  name: "java.security.cert.CertificateFactory",
  properties: { type: { get: () => "X.509" } },
  methods: { generateCertificate: (objectFor, [stream = null], call) => objectFor(certificateIn(stream, call)) },
  statics: {
    methods: {
      getInstance: ([type]: readonly GroovyValue[], call: GroovyCall) => {
        const name = textArgument(type, call);
        if (/^X\.?509$/i.test(name)) return certificateFactoryType.wrap(certificateObjects());
        throw groovyError("java.security.cert.CertificateException", `${name.slice(0, 80)} not found`);
      },
    },
  },
});

function certificateIn(stream: GroovyValue, call: GroovyCall): ClientCertificate {
  const bytes = inputStreamType.unwrap(stream);
  if (bytes === undefined || bytes.length > largest) throw unreadable("Missing input stream");
  call.work(readingSteps);
  try {
    return parseClientCertificate(derOf(Buffer.from(bytes)));
  } catch (problem) {
    if (errorCode(problem) !== "device.certificate-malformed") throw problem;
    throw unreadable("Could not parse certificate");
  }
}

/** The first certificate of a PEM text; anything else is DER. */
function derOf(bytes: Buffer): Buffer {
  const text = bytes.toString("latin1");
  const begin = text.indexOf("-----BEGIN CERTIFICATE-----");
  if (begin < 0) return bytes;
  const end = text.indexOf("-----END CERTIFICATE-----", begin);
  const body = end < 0 ? "" : text.slice(begin + "-----BEGIN CERTIFICATE-----".length, end).replace(/\s+/g, "");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(body)) throw unreadable("Could not parse certificate");
  return Buffer.from(body, "base64");
}

function unreadable(message: string): Error {
  return groovyError("java.security.cert.CertificateException", message);
}
