import {
  type Cloud,
  type Credential,
  type DeviceIdKind,
  type ManagedIdentityCredential,
  type MicrosoftConnection,
  microsoftClouds,
} from "../../microsoft/index.ts";

/**
 * The two requests behind every device check as commands for a shell (bash or zsh), with each secret in a variable that
 * the person fills in. The values reach curl through files of the shell, never through its arguments, which every user
 * of the machine can list.
 */
export interface CurlCommands {
  /** What to put into which variable before. */
  readonly prepare: readonly string[];
  readonly token: string;
  readonly device: string;
}

export interface CurlWishes {
  readonly deviceId?: string | undefined;
  readonly idKind: DeviceIdKind;
  /** File with the extra CA. */
  readonly ca?: string | undefined;
  /** curl asks for the password of its user. */
  readonly proxy?: { readonly origin: string; readonly userName?: string } | undefined;
}

export function curlCommands(connection: MicrosoftConnection, wishes: CurlWishes): CurlCommands {
  const { deviceId, idKind, ca, proxy } = wishes;
  const { graph } = originsOf(connection.cloud);
  const curl = [
    "curl -sS",
    ...option("--cacert", ca),
    ...option("-x", proxy?.origin),
    ...option("-U", proxy?.userName),
  ];
  const { prepare } = grant(connection.credential);
  const devices = `${graph}/v1.0/deviceManagement/managedDevices`;
  return {
    prepare: deviceId === undefined ? [...prepare, `DEVICE_ID=  # the ${idName(idKind)} device id`] : prepare,
    token: `TOKEN=$(${[...tokenRequest(connection, curl.join(" ")), `| ${readToken}`].join(continued)})`,
    device: [
      `${curl.join(" ")} -H @<(printf 'Authorization: Bearer %s' "$TOKEN")`,
      question(devices, deviceId, idKind),
    ].join(continued),
  };
}

const continued = " \\\n  ";
const readToken = `sed -n 's/.*"access_token":"\\([^"]*\\)".*/\\1/p'`;

function tokenRequest({ cloud, tenantId, clientId, credential }: MicrosoftConnection, curl: string): string[] {
  const { login, graph } = originsOf(cloud);
  if (credential.kind === "managed-identity") return managedIdentityRequest(credential, graph);
  return [
    curl,
    quote(`${login}/${tenantId}/oauth2/v2.0/token`),
    ...[`client_id=${clientId}`, `scope=${graph}/.default`].map(encoded),
    ...grant(credential).fields,
  ];
}

function idName(idKind: DeviceIdKind): string {
  return idKind === "entra" ? "Entra" : "Intune";
}

interface Grant {
  readonly prepare: readonly string[];
  readonly fields: readonly string[];
}

function grant(credential: Credential): Grant {
  switch (credential.kind) {
    case "client-secret":
      return {
        prepare: [ask("CLIENT_SECRET")],
        fields: [encoded("grant_type=client_credentials"), secret("client_secret", "CLIENT_SECRET")],
      };
    case "password":
      return {
        prepare: [...(credential.secret === null ? [] : [ask("CLIENT_SECRET")]), ask("USER_PASSWORD")],
        fields: [
          encoded("grant_type=password"),
          ...(credential.secret === null ? [] : [secret("client_secret", "CLIENT_SECRET")]),
          encoded(`username=${credential.userName}`),
          secret("password", "USER_PASSWORD"),
        ],
      };
    case "certificate":
      return {
        prepare: [`${ask("CLIENT_ASSERTION")}   # a JWT signed with the certificate's key; curl cannot make one`],
        fields: [...assertion, secret("client_assertion", "CLIENT_ASSERTION")],
      };
    case "federated":
      return {
        prepare: [],
        fields: [...assertion, `--data-urlencode ${quote(`client_assertion@${credential.assertionFile}`)}`],
      };
    case "managed-identity":
      return { prepare: [], fields: [] };
  }
}

const assertion = [
  encoded("grant_type=client_credentials"),
  encoded("client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
];

/** Asks the machine's own endpoint, as Azure's virtual machines have it. */
function managedIdentityRequest({ userAssignedClientId: id }: ManagedIdentityCredential, graph: string): string[] {
  const client = id === undefined ? "" : `&client_id=${encodeURIComponent(id)}`;
  const query = `api-version=2018-02-01&resource=${encodeURIComponent(graph)}${client}`;
  return [`curl -sS -H 'Metadata: true' ${quote(`http://169.254.169.254/metadata/identity/oauth2/token?${query}`)}`];
}

function question(devices: string, deviceId: string | undefined, idKind: DeviceIdKind): string {
  if (idKind !== "entra") {
    return deviceId === undefined
      ? `${quote(`${devices}/`)}"$DEVICE_ID"`
      : quote(`${devices}/${encodeURIComponent(deviceId)}`);
  }
  const filter =
    deviceId === undefined
      ? `"\\$filter=azureADDeviceId eq '$DEVICE_ID'"`
      : quote(`$filter=azureADDeviceId eq '${deviceId}'`);
  return `-G --data-urlencode ${filter} ${quote(devices)}`;
}

function option(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`${name} ${quote(value)}`];
}

function ask(variable: string): string {
  return `read -rs ${variable}`;
}

function secret(field: string, variable: string): string {
  return `--data-urlencode ${field}@<(printf %s "$${variable}")`;
}

function encoded(field: string): string {
  return `--data-urlencode ${quote(field)}`;
}

function originsOf(cloud: Cloud): { readonly login: string; readonly graph: string } {
  return typeof cloud === "string" ? microsoftClouds[cloud] : cloud;
}

/** Quoted for a POSIX shell, if it needs to be. */
function quote(text: string): string {
  return /^[\w./:@=%-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
