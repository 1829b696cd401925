import { ok } from "./answer.ts";
import { amErrors } from "./errors.ts";
import type { Endpoint } from "./exchange.ts";
import type { AmServices } from "./services.ts";
import { presentedToken } from "./sessions.ts";

/** `GET …/serverinfo/*`, the star being part of the address: what a client must know before it logs anybody in. */
export const serverInfoEndpoint: Endpoint = ({ realm, external }) =>
  ok({
    _id: "*",
    _rev: "1",
    domains: [null],
    protectedUserAttributes: [],
    cookieName: realm.settings.cookie.name,
    secureCookie: external.secure,
    forgotPassword: "false",
    forgotUsername: "false",
    kbaEnabled: "false",
    selfRegistration: "false",
    lang: "en-US",
    successfulUserRegistrationDestination: "default",
    socialImplementations: [],
    referralsEnabled: "false",
    zeroPageLogin: realm.settings.zeroPageLogin,
    realm: realm.path,
    xuiUserSessionValidationEnabled: true,
    fileBasedConfiguration: false,
    userIdAttributes: [],
  });

/** From 8.1.0 on, clients would ask for versioned node addresses. */
const compatibleVersion = "8.0.2";

/** `GET …/serverinfo/version`, for those who have a session. */
export function serverVersionEndpoint({ sessions }: AmServices): Endpoint {
  return ({ realm, caller }) => {
    if (sessions.find(presentedToken(realm, caller), caller) === null) throw amErrors.error("am.session-invalid");
    return ok({
      _id: "version",
      _rev: "1",
      version: compatibleVersion,
      fullVersion: `Sallyport, compatible with Access Management ${compatibleVersion}`,
      revision: "sallyport",
      date: "",
    });
  };
}
