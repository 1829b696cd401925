import { Secret as OathSecret } from "otpauth";
import { z } from "zod";
import {
  type Action,
  confirmationCallback,
  goTo,
  hiddenValueCallback,
  messageTypes,
  type NodeContext,
  send,
  textOutputCallback,
} from "../../journey/index.ts";
import { attributeValues, type Identity } from "../../users/index.ts";
import { node } from "../define.ts";
import { localise, localisedText } from "../localised.ts";
import { type PendingDevice, putPendingDevice } from "../oath/pending-device.ts";
import { registrationUri } from "../oath/registration-uri.ts";
import { oathHash, oathKind, oathPeriod } from "../oath/settings.ts";
import { storeOathDevice } from "../oath/store-device.ts";
import { scriptString } from "../script-text.ts";
import type { NodeServices } from "../services.ts";

const accountAttributes = {
  COMMON_NAME: "cn",
  EMAIL_ADDRESS: "mail",
  EMPLOYEE_NUMBER: "employeeNumber",
  GIVEN_NAME: "givenName",
  LAST_NAME: "sn",
  USERNAME: "userName",
} as const;

const config = z
  .object({
    issuer: z.string().min(1).max(128).default("ForgeRock").meta({
      title: "Issuer",
      description: "Who the account is with, as the authenticator application shows it.",
    }),
    accountName: z
      .enum(["COMMON_NAME", "EMAIL_ADDRESS", "EMPLOYEE_NUMBER", "GIVEN_NAME", "LAST_NAME", "USERNAME"])
      .default("USERNAME")
      .meta({ title: "Account Name", description: "Which attribute names the account; the user name if it is unset." }),
    bgColor: z.string().max(16).default("032b75").meta({
      title: "Background Color",
      description: "Colour of the account in the application, as hexadecimal digits.",
    }),
    imgUrl: z.string().max(2048).default("").meta({
      title: "Logo Image URL",
      description: "Picture of the account in the application.",
    }),
    generateRecoveryCodes: z.boolean().default(true).meta({
      title: "Generate Recovery Codes",
      description: "Make recovery codes for a Recovery Code Display Node; earlier ones are void then.",
    }),
    scanQRCodeMessage: localisedText.meta({
      title: "QR code message",
      description: "What the person is told above the QR code, by locale.",
    }),
    passwordLength: z.enum(["SIX_DIGITS", "EIGHT_DIGITS"]).default("SIX_DIGITS").meta({
      title: "One Time Password Length",
      description: "Digits of a code.",
    }),
    minSharedSecretLength: z.int().min(0).max(128).default(32).meta({
      title: "Minimum Secret Key Length",
      description: "Hexadecimal digits of the secret at least; it never has fewer than 40 (160 bits).",
    }),
    algorithm: oathKind.meta({ title: "OATH Algorithm", description: "Codes by time (TOTP) or by counter (HOTP)." }),
    totpTimeInterval: oathPeriod.meta({
      title: "TOTP Time Step Interval",
      description: "Seconds for which one code is shown.",
    }),
    totpHashAlgorithm: oathHash.meta({ title: "TOTP Hash Algorithm", description: "The hash of TOTP codes." }),
    addChecksum: z.boolean().default(false).meta({
      title: "HOTP Checksum Digit",
      description: "Not supported; HOTP with it is refused when the journey is loaded.",
    }),
    truncationOffset: z.int().default(-1).meta({
      title: "HOTP Truncation Offset",
      description: "Only -1, which RFC 4226 prescribes; HOTP with another is refused when the journey is loaded.",
    }),
    postponeDeviceProfileStorage: z.boolean().default(false).meta({
      title: "Postpone Device Profile Storage",
      description: "Leave it to an OATH Device Storage Node, behind an OATH Token Verifier, to store the device.",
    }),
  })
  .refine(({ algorithm, addChecksum, truncationOffset }) => {
    return algorithm === "TOTP" || (!addChecksum && truncationOffset === -1);
  }, "HOTP with a checksum digit or a truncation offset is not supported");

type Context = NodeContext<z.output<typeof config>, NodeServices>;

/** RFC 4226, 4: "RECOMMENDs a shared secret length of 160 bits". */
const recommendedBytes = 20;
const deviceName = "OATH Device";

/** Gives an authenticator application the secret by which it makes one-time codes. */
export const oathRegistrationNode = node({
  type: "OathRegistrationNode",
  version: 1,
  title: "OATH Registration",
  tags: ["mfa", "multi-factor authentication"],
  config,
  outcomes: { successOutcome: "Success", failureOutcome: "Failure" },
  reads: ["username"],
  writes: ["oathDeviceProfile", "recoveryCodes", "recoveryCodeDeviceName"],
  run(context) {
    const { answers, config: settings, memory, realm, services, state } = context;
    const username = state.get("username");
    if (typeof username !== "string" || username === "") return goTo("failureOutcome", { reason: "no user name" });
    const identity = services.users.find(realm, username);
    if (identity === null && !settings.postponeDeviceProfileStorage) {
      return goTo("failureOutcome", { reason: "no such user" });
    }
    if (answers === null || typeof memory.secret !== "string") return show(context, username, identity);
    const device = deviceOf(settings, memory.secret);
    if (settings.postponeDeviceProfileStorage) {
      putPendingDevice(state, device);
      return goTo("successOutcome", { reason: "storage postponed" });
    }
    const stored = storeOathDevice(services.users, { realm, username }, device, state);
    return stored.ok ? goTo("successOutcome") : goTo("failureOutcome", { reason: stored.code });
  },
});

function show(
  { config: settings, request: { locales }, services }: Context,
  username: string,
  identity: Identity | null,
): Action {
  const bytes = Math.max(recommendedBytes, Math.ceil(settings.minSharedSecretLength / 2));
  const secret = new OathSecret({ buffer: new Uint8Array(services.random.bytes(bytes)).buffer }).base32;
  const accountName = accountNameOf(identity, settings.accountName) ?? username;
  const uri = registrationUri(deviceOf(settings, secret), { ...settings, accountName });
  const message =
    localise(settings.scanQRCodeMessage, locales) ||
    "Scan the QR code below with your authenticator app to register your device with your login.";
  const callbacks = [
    textOutputCallback(message),
    textOutputCallback(qrCodeScript(uri), messageTypes.script),
    hiddenValueCallback("mfaDeviceRegistration", uri),
    confirmationCallback(["Next"]),
  ];
  return send(callbacks, { memory: { secret } });
}

function deviceOf(settings: z.output<typeof config>, secret: string): PendingDevice {
  const { algorithm: kind, passwordLength, totpTimeInterval: period, totpHashAlgorithm } = settings;
  return {
    ...{ name: deviceName, kind, secret, period, lastStep: -1 },
    // RFC 4226 knows no other hash.
    algorithm: kind === "HOTP" ? "HMAC_SHA1" : totpHashAlgorithm,
    digits: passwordLength === "SIX_DIGITS" ? 6 : 8,
    generateRecoveryCodes: settings.generateRecoveryCodes,
  };
}

function accountNameOf(identity: Identity | null, from: keyof typeof accountAttributes): string | undefined {
  return identity === null ? undefined : attributeValues(identity, accountAttributes[from])[0];
}

/** For PingAM's own pages, which draw the code with their QRCodeReader. */
function qrCodeScript(uri: string): string {
  return `window.QRCodeReader.createCode({ id: "callback_0", text: "${scriptString(uri)}", version: "20", code: "L" });`;
}
