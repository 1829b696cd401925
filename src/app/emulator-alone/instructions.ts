/** What a person or a script needs to use the emulator; `--json` prints it as it is. */
export interface EmulatorFacts {
  readonly origin: string;
  readonly page: string;
  readonly ca: string;
  readonly controlToken: string;
  readonly tenant: { readonly id: string; readonly name: string; readonly domain: string | null };
  readonly client: { readonly id: string; readonly secret: string } | null;
  readonly user: { readonly name: string; readonly password: string } | null;
  readonly managedIdentity: { readonly endpoint: string; readonly header: string; readonly authorityHost: string };
  /** For `@azure/msal-node`. */
  readonly msal: { readonly authority: string; readonly knownAuthorities: readonly string[] };
  /** For `@microsoft/microsoft-graph-client`. */
  readonly graphClient: { readonly baseUrl: string; readonly customHosts: readonly string[] };
}

export function emulatorInstructions(facts: EmulatorFacts): string {
  const { origin, tenant, client, user, managedIdentity, msal, graphClient } = facts;
  const domain = tenant.domain === null ? "" : ` (${tenant.domain})`;
  return [
    "Microsoft Entra and Graph, emulated",
    `  Login and Graph   ${origin}`,
    `  Devices           ${facts.page}`,
    `  Development CA    ${facts.ca}`,
    `  Tenant            ${tenant.id}${domain}`,
    ...(client === null ? [] : [`  Client id         ${client.id}`, `  Client secret     ${client.secret}`]),
    ...(user === null ? [] : [`  User              ${user.name}`, `  Password          ${user.password}`]),
    `  Control token     ${facts.controlToken}`,
    "",
    ...(client === null ? [] : curlLines(facts, client)),
    "For @azure/msal-node",
    `  NODE_EXTRA_CA_CERTS=${shell(facts.ca)}`,
    `  auth: { clientId, clientSecret, authority: ${js(msal.authority)}, knownAuthorities: ${js(msal.knownAuthorities)} }`,
    "",
    "For @microsoft/microsoft-graph-client",
    `  NODE_EXTRA_CA_CERTS=${shell(facts.ca)}`,
    `  Client.init({ baseUrl: ${js(graphClient.baseUrl)}, customHosts: new Set(${js(graphClient.customHosts)}), authProvider })`,
    "",
    "For a managed identity, one of the two",
    `  IDENTITY_ENDPOINT=${managedIdentity.endpoint} IDENTITY_HEADER=${managedIdentity.header}`,
    `  AZURE_POD_IDENTITY_AUTHORITY_HOST=${managedIdentity.authorityHost}`,
    "",
    "Ctrl-C stops it.",
  ].join("\n");
}

function curlLines({ origin, ca, tenant }: EmulatorFacts, client: { id: string; secret: string }): string[] {
  const curl = `curl -sS --cacert ${shell(ca)}`;
  return [
    "A token, and two devices. Paste into another terminal:",
    "",
    `TOKEN=$(${curl} ${origin}/${tenant.id}/oauth2/v2.0/token \\`,
    "  -d grant_type=client_credentials -d scope=https://graph.microsoft.com/.default \\",
    `  -d client_id=${client.id} --data-urlencode ${shell(`client_secret=${client.secret}`)} \\`,
    `  | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
    `${curl} -H "Authorization: Bearer $TOKEN" '${origin}/v1.0/deviceManagement/managedDevices?$top=2'`,
    "",
  ];
}

function js(value: string | readonly string[]): string {
  return JSON.stringify(value);
}

/** Quoted for a POSIX shell, if it needs to be. */
function shell(text: string): string {
  return /^[\w./:@=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
