/** Development certificates: a CA of one's own, server and device certificates, and the files they live in. */
export {
  createDevelopmentCa,
  type DevelopmentCaOptions,
  type DeviceCertificateOptions,
  type IssueContext,
  issueDeviceCertificate,
  issueServerCertificate,
  type KeyedCertificate,
  type ServerCertificateOptions,
} from "./certificates.ts";
export {
  type DevelopmentPki,
  type DevelopmentPkiOptions,
  type DeviceRequest,
  ensureDevelopmentPki,
} from "./development-pki.ts";
export type { StoredCertificate } from "./stored-certificate.ts";
