import type { z } from "zod";
import { secretAttribute } from "../secret-attribute.ts";
import type { documentedSettings } from "./documented.ts";
import { choice, optionalText } from "./optional.ts";

/** Which tenant the node asks, and how it proves who it is. */
export const connectionSettings = {
  connection: optionalText.meta({
    title: "Connection",
    description: "Name of one of microsoft.connections in sallyport.json; what is empty here is taken from it.",
  }),
  credential: choice(["client-secret", "certificate", "federated", "managed-identity", "password"]).meta({
    title: "Credential",
    description:
      "How the application proves itself. Unset: the password grant if a user name is set, else the client secret.",
  }),
  certificate: optionalText.meta({
    title: "Certificate",
    description: "For the credential certificate: the certificate registered with the application, as PEM.",
  }),
  privateKey: secretAttribute.meta({
    title: "Private key",
    description: "The certificate's RSA key, as PEM. Write it as a token.",
  }),
  assertionFile: optionalText.meta({
    title: "Assertion file",
    description: "For the credential federated: the file in which the other identity provider keeps its JWT.",
  }),
  managedIdentityClientId: optionalText.meta({
    title: "Managed identity",
    description: "For the credential managed-identity: client id of a user-assigned identity; empty for the system's.",
  }),
  cloud: choice(["global", "us-gov", "us-gov-dod", "china"]).meta({
    title: "Cloud",
    description: "The Microsoft cloud of the tenant. Unset: the connection's, else the one of sallyport.json.",
  }),
};

/** These, and the documented ones among which tenant, application and secrets are. */
export type ConnectionSettings = z.output<z.ZodObject<typeof documentedSettings & typeof connectionSettings>>;

/** Something that the node needs and nobody has set, or that does not exist. */
export interface NotConfigured {
  readonly missing: string;
}
