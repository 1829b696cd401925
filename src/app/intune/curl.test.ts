import { describe, expect, it } from "vitest";
import { type Credential, Secret } from "../../microsoft/index.ts";
import { curlCommands } from "./curl.ts";

const hidden = "never-shown";
const secret = new Secret(hidden);

function commandsOf(credential: Credential, wishes: Partial<Parameters<typeof curlCommands>[1]> = {}) {
  const connection = { cloud: "global", tenantId: "contoso.example", clientId: "app", credential } as const;
  return curlCommands(connection, { idKind: "intune", ...wishes });
}

const credentials: readonly (readonly [Credential, string, string])[] = [
  [{ kind: "client-secret", secret }, "grant_type=client_credentials", "read -rs CLIENT_SECRET"],
  [
    { kind: "password", secret, userName: "it's me", password: secret },
    "'username=it'\\''s me'",
    "read -rs USER_PASSWORD",
  ],
  [{ kind: "password", secret: null, userName: "u", password: secret }, "password@<(", "read -rs USER_PASSWORD"],
  [
    { kind: "certificate", certificate: hidden, privateKey: secret },
    "client_assertion@<(",
    "read -rs CLIENT_ASSERTION",
  ],
  [{ kind: "federated", assertionFile: "/run/secrets/jwt" }, "client_assertion@/run/secrets/jwt", ""],
  [{ kind: "managed-identity" }, "Metadata: true", ""],
];

describe("the curl commands for", () => {
  it.each(credentials)("%s name every field and no secret", (credential, field, preparation) => {
    const { prepare, token, device } = commandsOf(credential, { deviceId: "d1" });
    expect(token).toContain(field);
    expect(prepare.join("\n")).toContain(preparation);
    expect(device).toContain("https://graph.microsoft.com/v1.0/deviceManagement/managedDevices/d1");
    expect([...prepare, token, device].join("\n")).not.toContain(hidden);
  });

  it.each([
    [{ deviceId: "a b'c;$(id)" }, "managedDevices/a%20b'\\''c%3B%24(id)'"],
    [{ deviceId: "d1", idKind: "entra" as const }, "'$filter=azureADDeviceId eq '\\''d1'\\'''"],
    [{}, 'managedDevices/"$DEVICE_ID"'],
    [{ deviceId: "d1", ca: "/my ca.pem" }, "--cacert '/my ca.pem'"],
    [{ deviceId: "d1", proxy: { origin: "http://proxy:3128", userName: "me" } }, "-x http://proxy:3128 -U me"],
  ])("a wish of %j quote what a shell would take apart", (wishes, expected) => {
    expect(commandsOf({ kind: "client-secret", secret }, wishes).device).toContain(expected);
  });
});
