import type { StoredWebAuthnDevice } from "../store/index.ts";
import { forUser, insist, isDeviceName, mostDevices } from "./devices.ts";
import { usersErrors } from "./errors.ts";
import { isUsername } from "./names.ts";
import type { FactorOptions } from "./oath-devices.ts";
import type { NewWebAuthnDevice, WebAuthnDevice, WebAuthnDevices } from "./second-factors.ts";

export function webAuthnDevicesOf(
  { store, clock, random }: Pick<FactorOptions, "store" | "clock" | "random">,
  realm: string,
  username: string,
): WebAuthnDevices {
  return {
    list: () => (isUsername(username) ? store.webauthn.list(realm, username).map(asText) : []),
    add(device, most = 0) {
      check(device);
      const limit = most > 0 ? Math.min(most, mostDevices.webauthn) : mostDevices.webauthn;
      const id = random.uuid();
      const publicKey = Buffer.from(device.publicKey, "base64url");
      const stored = { ...device, id, publicKey, createdAt: clock.now(), lastUsedAt: null };
      const result = forUser(() => store.webauthn.add(realm, username, stored, limit));
      if (result === "exists") throw usersErrors.error("users.device-exists");
      if (result === "too-many") throw usersErrors.error("users.too-many-devices");
      return id;
    },
    updateCounter: (credentialId, counter) =>
      isCounter(counter) && store.webauthn.use(realm, username, credentialId, counter),
    rename(id, name) {
      insist(isDeviceName(name), "the name is not 1 to 128 characters of one line");
      return store.webauthn.rename(realm, username, id, name);
    },
    remove: (id) => store.webauthn.remove(realm, username, id),
  };
}

function asText({ publicKey, ...device }: StoredWebAuthnDevice): WebAuthnDevice {
  return { ...device, publicKey: publicKey.toString("base64url") };
}

/** Sizes after WebAuthn level 2: a credential id has at most 1023 bytes; a COSE key of RSA 8192 has about 1100. */
function check({ name, credentialId, publicKey, counter, transports, aaguid }: NewWebAuthnDevice): void {
  insist(isDeviceName(name), "the name is not 1 to 128 characters of one line");
  insist(/^[\w-]{1,1364}$/.test(credentialId), "the credential id is not base64url of 1 to 1023 bytes");
  insist(/^[\w-]{1,2732}$/.test(publicKey), "the public key is not base64url of 1 to 2048 bytes");
  insist(isCounter(counter), "the counter is not a 32-bit number");
  insist(transports.length <= 8 && transports.every((name) => /^[\w-]{1,32}$/.test(name)), "the transports");
  insist(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(aaguid), "the AAGUID is not a UUID");
}

function isCounter(counter: number): boolean {
  return Number.isInteger(counter) && counter >= 0 && counter <= 0xffff_ffff;
}
