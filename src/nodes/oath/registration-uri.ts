import type { PendingDevice } from "./pending-device.ts";

/** How an authenticator application names and paints the account. */
export interface AccountLook {
  readonly issuer: string;
  readonly accountName: string;
  readonly bgColor: string;
  readonly imgUrl: string;
}

/** The address in the QR code, as authenticator applications read it (Key Uri Format), with PingAM's colour and image. */
export function registrationUri(device: PendingDevice, { issuer, accountName, bgColor, imgUrl }: AccountLook): string {
  const colour = bgColor.replace(/^#/, "");
  const parameters = {
    secret: device.secret,
    issuer,
    ...(device.kind === "TOTP" ? { period: String(device.period) } : { counter: "0" }),
    digits: String(device.digits),
    // SHA-1 is what applications take without being told; some refuse to be told.
    ...(device.algorithm === "HMAC_SHA1" ? {} : { algorithm: device.algorithm.replace("HMAC_", "") }),
    ...(colour === "" ? {} : { b: colour }),
    ...(imgUrl === "" ? {} : { image: imgUrl }),
  };
  const query = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(accountName)}`;
  return `otpauth://${device.kind.toLowerCase()}/${label}?${query.join("&")}`;
}
