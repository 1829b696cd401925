import { z } from "zod";
import { webAuthnSettings } from "../webauthn/settings.ts";

/** COSE numbers of what can be chosen (RFC 9053, RFC 8812). */
export const coseNumbers = {
  ES256: -7,
  ES384: -35,
  ES512: -36,
  RS1: -65_535,
  RS256: -257,
  RS384: -258,
  RS512: -259,
  EDDSA: -8,
} as const;

const levels = ["SELF_ASSERTION_SUBMITTED", "FIDO_CERTIFIED_L1", "FIDO_CERTIFIED_L1plus", "FIDO_CERTIFIED_L2"] as const;
const higherLevels = ["FIDO_CERTIFIED_L2plus", "FIDO_CERTIFIED_L3", "FIDO_CERTIFIED_L3plus"] as const;

export const config = z
  .object({
    relyingPartyName: z.string().min(1).max(128).default("ForgeRock").meta({
      title: "Relying party",
      description: "Who asks for the credential, as the authenticator shows it.",
    }),
    ...webAuthnSettings,
    attestationPreference: z.enum(["NONE", "INDIRECT", "DIRECT"]).default("NONE").meta({
      title: "Preferred mode of attestation",
      description: "Whether the authenticator tells its make; DIRECT refuses one that does not.",
    }),
    acceptedSigningAlgorithms: z
      .array(z.enum(["ES256", "ES384", "ES512", "RS1", "RS256", "RS384", "RS512", "EDDSA"]))
      .min(1)
      .max(8)
      .default(["ES256", "RS256"])
      .meta({ title: "Accepted signing algorithms", description: "What the credential may sign with, best first." }),
    authenticatorAttachment: z.enum(["UNSPECIFIED", "PLATFORM", "CROSS_PLATFORM"]).default("UNSPECIFIED").meta({
      title: "Authentication attachment",
      description: "Part of the device (platform), or a key that is carried along (cross-platform).",
    }),
    trustStoreAlias: z.string().max(256).nullish().meta({
      title: "Trust Store alias",
      description: "Kept for PingAM; certificates of attestation statements are not traced to roots of yours.",
    }),
    enforceRevocationCheck: z.boolean().default(false).meta({
      title: "Enforce revocation check",
      description: "Not supported; with an attestation preference it is refused when the journey is loaded.",
    }),
    excludeCredentials: z.boolean().default(false).meta({
      title: "Limit registrations",
      description: "An authenticator that the user has registered cannot be registered again.",
    }),
    generateRecoveryCodes: z.boolean().default(true).meta({
      title: "Generate recovery codes",
      description: "Make recovery codes for a Recovery Code Display Node; earlier ones are void then.",
    }),
    storeAttestationDataInTransientState: z.boolean().default(false).meta({
      title: "Store data in transient state",
      description: "Put format and AAGUID of the attestation into transient state `webauthnAttestationInfo`.",
    }),
    postponeDeviceProfileStorage: z.boolean().default(false).meta({
      title: "Store device data in transient state",
      description: "Leave it to a WebAuthn Device Storage Node to store the device.",
    }),
    requiresResidentKey: z.boolean().default(false).meta({
      title: "Username to device",
      description: "The authenticator keeps the user: a passkey, by which one logs in without a user name.",
    }),
    displayNameSharedState: z.string().max(128).nullish().meta({
      title: "Shared state attribute for display name",
      description: "State key of the name that the authenticator shows; the user name if it is unset.",
    }),
    maxSavedDevices: z.int().min(0).max(32).default(0).meta({
      title: "Maximum Saved Devices",
      description: "How many devices a user may have; 0: 32.",
    }),
    validateFidoU2fAaguid: z.boolean().default(true).meta({
      title: "Validate FIDO U2F AAGUID",
      description: "Kept for PingAM: the AAGUID of a FIDO U2F statement must always be zero.",
    }),
    fidoCertificationLevel: z
      .enum(["OFF", ...levels, ...higherLevels])
      .default("OFF")
      .meta({
        title: "FIDO certification level",
        description: "Only OFF is supported; another is refused when the journey is loaded.",
      }),
  })
  .refine(({ fidoCertificationLevel }) => fidoCertificationLevel === "OFF", {
    path: ["fidoCertificationLevel"],
    message: "FIDO certification levels are not supported; use OFF",
  })
  .refine(
    ({ enforceRevocationCheck, attestationPreference }) => !enforceRevocationCheck || attestationPreference === "NONE",
    {
      path: ["enforceRevocationCheck"],
      message: "revocation of attestation certificates cannot be checked",
    },
  );

export type Settings = z.output<typeof config>;
