import { describe, expect, it } from "vitest";
import { conventionalIdentityHeaders, identityHeaders } from "./identity-headers.ts";

const headers = identityHeaders(["SSL_Client_S_DN", "x-intune", "X_My-Device"]);

describe("identityHeaders", () => {
  it.each([
    "ssl_client_s_dn",
    "SSL-Client-S-DN",
    "ssl_client-s_dn",
    "X-INTUNE",
    "x_intune",
    "x-my-device",
    "X_MY_DEVICE",
    "Client-Cert",
    "client_cert",
    "X-Forwarded-Client-Cert",
    "X-Amzn-Mtls-Clientcert-Leaf",
    "X-ARR-ClientCert",
    "Sallyport-Assertion",
    "sallyport_assertion",
    "SSL_CLIENT_M_SERIAL",
    "Cf-Client-Cert-Sha256",
  ])("covers %s", (name) => {
    expect(headers.has(name)).toBe(true);
  });

  it.each(["host", "x-intune-2", "client-certificate", "authorization", "x-forwarded-for", ""])(
    "leaves %j alone",
    (name) => {
      expect(headers.has(name)).toBe(false);
    },
  );

  it("covers every convention without being told", () => {
    const none = identityHeaders([]);
    expect(conventionalIdentityHeaders.filter((name) => !none.has(name.toUpperCase()))).toEqual([]);
  });
});
