/** Who is this device: certificate → id, the forms an id travels in, and the gateway's word for it. */

export {
  type AssertionDevice,
  type AssertionInput,
  type AssertionKey,
  assertionHeader,
  type ExternalOrigin,
  type GatewayAssertion,
} from "./assertion-claims.ts";
export { type AssertionSigner, createAssertionSigner } from "./assertion-signer.ts";
export { type AssertionVerifier, createAssertionVerifier } from "./assertion-verifier.ts";
export { type ClientCertificate, parseClientCertificate } from "./certificate.ts";
export {
  certificateHeaders,
  clientCertificateChainHeader,
  clientCertificateHeader,
  readCertificateBytes,
  readCertificateHeader,
} from "./certificate-header.ts";
export { distinguishedNameText } from "./certificate-name.ts";
export { type PathResult, verifyPath } from "./certificate-path.ts";
export { type CertificateUser, certificateUser } from "./certificate-user.ts";
export type { DeviceId, DeviceIdKind, DeviceIdPlace } from "./device-id.ts";
export { parseDistinguishedName } from "./distinguished-name.ts";
export {
  type ForwardedFormat,
  forwardedFormats,
  forwardedHeaderNames,
  writeForwarded,
} from "./forwarded/formats.ts";
export { type ForwardedCertificate, readForwarded } from "./forwarded/read.ts";
export { deviceIdHeaderValue, type HeaderDeviceId, readDeviceIdHeader } from "./header-value.ts";
export {
  canonicalHeaderName,
  type IdentityHeaders,
  identityHeaders,
} from "./identity-headers.ts";
export { provenIds } from "./proven-ids.ts";
export {
  type CrlOptions,
  type Crls,
  createCrls,
  type Revocation,
  type RevocationList,
  readRevocationList,
  serialOf,
} from "./revocation/crls.ts";
export { type OcspStatus, ocspAddress, queryOcsp } from "./revocation/ocsp.ts";
export { type DeviceIdPlaceRule, type DeviceIdSelection, defaultPlaces, selectDeviceId } from "./select-id.ts";
export { createPeerReader, type PeerState } from "./verified-peer.ts";
