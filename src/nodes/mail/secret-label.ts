import type { Secret } from "../../core/secret.ts";
import type { NodeServices } from "../services.ts";

/** A secret by its label, such as `am.authentication.nodes.otp.mail.<identifier>.password`; null when there is none. */
export function labelledSecret(
  services: Pick<NodeServices, "secret">,
  prefix: string,
  identifier: string | null | undefined,
): Secret | null {
  return identifier ? services.secret(`${prefix}.${identifier}.password`) : null;
}
