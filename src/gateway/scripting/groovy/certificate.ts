import { perObject } from "../../../core/per-object.ts";
import type { ClientCertificate } from "../../../device/index.ts";
import {
  bytesOf,
  type GroovyHost,
  type GroovyValue,
  groovyError,
  hostClass,
  listOf,
  type PropertySpec,
} from "../../../script/groovy/index.ts";
import { type CertificateDetails, certificateReader } from "../certificate.ts";
import { numberArgument } from "./arguments.ts";

/** `java.security.cert.X509Certificate`, as far as it says who somebody is. Everything comes from the DER. */

interface CertificateData {
  readonly certificate: ClientCertificate;
  readonly details: CertificateDetails;
  readonly alternativeNames: GroovyValue;
}

interface NameData {
  /** RFC 2253. */
  readonly exact: string;
  /** As Java prints it. */
  readonly shown: string;
}

const nameType = hostClass<NameData>({
  name: "javax.security.auth.x500.X500Principal",
  implements: ["java.security.Principal"],
  properties: { name: { get: ({ exact }) => exact } },
  methods: { getName: ({ exact }) => exact },
  text: ({ shown }) => shown,
  key: ({ exact }) => exact,
});

/** What `getSubjectDN()` gives: its name has a blank after each comma. */
const oldNameType = hostClass<NameData>({
  name: "sun.security.x509.X500Name",
  implements: ["java.security.Principal"],
  properties: { name: { get: ({ shown }) => shown } },
  text: ({ shown }) => shown,
  key: ({ exact }) => exact,
});

const dateType = hostClass<number>({
  name: "java.util.Date",
  properties: { time: { get: BigInt } },
  methods: {
    before: (at, [other]) => at < timeOf(other),
    after: (at, [other]) => at > timeOf(other),
    toInstant: (at) => new Date(at).toISOString(),
  },
  text: (at) => new Date(at).toISOString(),
  key: String,
  compare: (one, other) => one - other,
});

function timeOf(value: GroovyValue | undefined): number {
  return dateType.unwrap(value ?? null) ?? numberArgument(value);
}

const serialType = hostClass<bigint>({
  name: "java.math.BigInteger",
  methods: {
    toString: (serial: bigint, [radix]: readonly GroovyValue[]) =>
      serial.toString(radix === undefined ? 10 : numberArgument(radix)),
    longValue: (serial) => BigInt.asIntN(64, serial),
  },
  text: String,
  key: String,
});

export const certificateType = hostClass<CertificateData>({
  name: "java.security.cert.X509Certificate",
  implements: ["java.security.cert.Certificate"],
  properties: {
    subjectAlternativeNames: { get: ({ alternativeNames }) => alternativeNames },
    subjectX500Principal: names((data) => ({ exact: data.certificate.subject, shown: data.details.subjectName })),
    issuerX500Principal: names((data) => ({ exact: data.certificate.issuer, shown: data.details.issuerName })),
    subjectDN: oldNames((data) => ({ exact: data.certificate.subject, shown: data.details.subjectName })),
    issuerDN: oldNames((data) => ({ exact: data.certificate.issuer, shown: data.details.issuerName })),
    serialNumber: { get: ({ certificate }) => serialType.wrap(BigInt(`0x${certificate.serialNumber}`)) },
    notBefore: { get: ({ certificate }) => dateType.wrap(certificate.notBefore) },
    notAfter: { get: ({ certificate }) => dateType.wrap(certificate.notAfter) },
    encoded: { get: ({ certificate }) => bytesOf(Uint8Array.from(certificate.der)) },
    version: { get: ({ details }) => details.version },
    type: { get: () => "X.509" },
  },
  methods: {
    checkValidity: ({ certificate }, [date], { clock }) => {
      const now = date === undefined ? clock.now() : timeOf(date);
      if (now > certificate.notAfter) throw groovyError("java.security.cert.CertificateExpiredException");
      if (now < certificate.notBefore) throw groovyError("java.security.cert.CertificateNotYetValidException");
      return null;
    },
  },
  text: ({ certificate, details }) => `Subject: ${details.subjectName}\nSHA-256: ${certificate.thumbprint}`,
  key: ({ certificate }) => certificate.thumbprint,
});

/** Makes one object for each certificate: nothing of it changes, so all requests of a connection share it. */
export function certificateObjects(): (certificate: ClientCertificate) => GroovyHost {
  const read = certificateReader();
  return perObject((certificate) => {
    const details = read(certificate);
    return certificateType.wrap({ certificate, details, alternativeNames: namesOf(details) });
  });
}

/** A list of lists of type and value, or null: `san.get(0)` is the type. */
function namesOf({ alternativeNames }: CertificateDetails): GroovyValue {
  if (alternativeNames === null) return null;
  const entries = alternativeNames.map(({ type, value }) =>
    listOf([type, typeof value === "string" ? value : bytesOf(value)], true),
  );
  return listOf(entries, true);
}

function names(read: (data: CertificateData) => NameData): PropertySpec<CertificateData> {
  return { get: (data) => nameType.wrap(read(data)) };
}

function oldNames(read: (data: CertificateData) => NameData): PropertySpec<CertificateData> {
  return { get: (data) => oldNameType.wrap(read(data)) };
}
