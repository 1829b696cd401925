import { certificateUser } from "../../device/index.ts";
import { goTo } from "../../journey/index.ts";
import {
  isOfConnection,
  storedCertificates,
  thumbprintOf,
  validatedKey,
} from "../certificate-validation/stored-certificates.ts";
import { node } from "../define.ts";
import { nodeErrors } from "../errors.ts";
import { certificateUserExtractorConfig } from "./config.ts";
import { userNameOf } from "./user-name.ts";

/** Takes the user name from a certificate that somebody vouches for. */
export const certificateUserExtractorNode = node({
  type: "product-CertificateUserExtractorNode",
  version: 1,
  title: "Certificate User Extractor Node",
  tags: ["contextual"],
  config: certificateUserExtractorConfig,
  outcomes: { EXTRACTED: "Extracted", NOT_EXTRACTED: "Not Extracted" },
  reads: ["X509Certificate", validatedKey],
  writes: ["username"],
  provesDevice: true,
  run({ config, realm, request, services, state }) {
    const [leaf] = storedCertificates(state) ?? [];
    if (leaf === undefined) {
      throw nodeErrors.error("nodes.certificate-missing", { detail: "no Certificate Collector found a certificate" });
    }
    // Whose name stands in the state when a journey succeeds is who is logged in.
    if (state.get(validatedKey) !== thumbprintOf(leaf) && !isOfConnection(leaf, request)) {
      return goTo("NOT_EXTRACTED", { reason: "nobody vouches for the certificate: validate it first" });
    }
    const { username, why } = userNameOf(certificateUser(leaf.raw), config);
    if (username === null) return goTo("NOT_EXTRACTED", { reason: why });
    const user = services.users.find(realm, username);
    state.putShared("username", user?.username ?? username);
    if (!user?.active) return goTo("EXTRACTED", { reason: "the realm has no such active user" });
    const identifiedUser = { username: user.username, universalId: user.universalId };
    return goTo("EXTRACTED", { identifiedUser });
  },
});
