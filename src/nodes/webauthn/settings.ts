import { z } from "zod";

/** Settings that registration and authentication share. */
export const webAuthnSettings = {
  relyingPartyDomain: z.string().max(253).nullish().meta({
    title: "Relying party identifier",
    description: "Domain that credentials belong to; the host under which clients see this server if it is unset.",
  }),
  origins: z.array(z.string().min(1).max(512)).max(64).default([]).meta({
    title: "Origin domains",
    description: "Exact origins that may ask for credentials; where clients see this server if there are none.",
  }),
  userVerificationRequirement: z.enum(["REQUIRED", "PREFERRED", "DISCOURAGED"]).default("PREFERRED").meta({
    title: "User verification requirement",
    description: "Whether the authenticator must ask for a PIN, a finger or a face.",
  }),
  timeout: z.int().min(1).max(3600).default(60).meta({
    title: "Timeout",
    description: "Seconds that the client waits for the authenticator.",
  }),
  asScript: z.boolean().default(true).meta({
    title: "Return challenge as JavaScript",
    description: "Send the challenge as the text of a script, which clients parse, instead of as metadata.",
  }),
};
