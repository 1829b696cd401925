import { readFile } from "node:fs/promises";
import { describeError } from "../../core/errors.ts";
import { Secret } from "../../core/secret.ts";
import { type Credential, type MicrosoftConnection, readCertificate } from "../../microsoft/index.ts";
import { appErrors } from "../errors.ts";
import type { Deployment } from "./load.ts";
import type { ConnectionSettings } from "./microsoft-schema.ts";

type CertificateSettings = Extract<ConnectionSettings["credential"], { kind: "certificate" }>;

/**
 * The deployment's `microsoft.connections`, by name; certificates are read now.
 *
 * @throws {app.connection-invalid} naming the connection when its certificate cannot be read
 */
export async function readConnections(deployment: Deployment): Promise<ReadonlyMap<string, MicrosoftConnection>> {
  const { cloud, connections } = deployment.settings.microsoft;
  const read = Object.entries(connections).map(async ([name, settings]) => {
    const credential = await readCredential(name, settings.credential, deployment);
    const { tenantId, clientId = "" } = settings;
    return [name, { cloud: settings.cloud ?? cloud, tenantId, clientId, credential }] as const;
  });
  return new Map(await Promise.all(read));
}

async function readCredential(
  name: string,
  settings: ConnectionSettings["credential"],
  deployment: Deployment,
): Promise<Credential> {
  switch (settings.kind) {
    case "client-secret":
      return settings;
    case "password":
      return { ...settings, secret: settings.secret ?? null };
    case "federated":
      return { kind: "federated", assertionFile: deployment.file(settings.assertionFile) };
    case "managed-identity": {
      const { kind, userAssignedClientId } = settings;
      return userAssignedClientId === undefined ? { kind } : { kind, userAssignedClientId };
    }
    case "certificate":
      return certificateOf(name, settings, deployment);
  }
}

async function certificateOf(name: string, settings: CertificateSettings, deployment: Deployment): Promise<Credential> {
  const { file, passphrase, algorithm } = settings;
  const opened = passphrase === undefined ? {} : { passphrase };
  try {
    const bytes = await readFile(deployment.file(file));
    const source = /\.(?:pfx|p12)$/i.test(file)
      ? ({ format: "pkcs12", bytes, ...opened } as const)
      : ({ format: "pem", text: new Secret(bytes.toString("utf8")), ...opened } as const);
    return { ...(await readCertificate(source)), algorithm };
  } catch (cause) {
    const message = `sallyport.json: the certificate of microsoft.connections.${name} (${file}) cannot be read`;
    throw appErrors.error("app.connection-invalid", { message, detail: describeError(cause), cause });
  }
}
