/** The hosts of one Microsoft cloud, as origins without path. */
export interface CloudOrigins {
  readonly login: string;
  readonly graph: string;
}

/** Microsoft's clouds (learn.microsoft.com/graph/deployments). Tokens of one are worthless in another. */
export const microsoftClouds = {
  global: { login: "https://login.microsoftonline.com", graph: "https://graph.microsoft.com" },
  "us-gov": { login: "https://login.microsoftonline.us", graph: "https://graph.microsoft.us" },
  "us-gov-dod": { login: "https://login.microsoftonline.us", graph: "https://dod-graph.microsoft.us" },
  china: { login: "https://login.chinacloudapi.cn", graph: "https://microsoftgraph.chinacloudapi.cn" },
} as const;

export type CloudName = keyof typeof microsoftClouds;

/** A cloud of Microsoft's by name, or explicit origins: an emulator, a private deployment. */
export type Cloud = CloudName | CloudOrigins;

/** Newer documents name another login host for the cloud in China. */
const knownPairs: readonly CloudOrigins[] = [
  ...Object.values(microsoftClouds),
  { login: "https://login.partner.microsoftonline.cn", graph: microsoftClouds.china.graph },
];

/** Whether both origins are those of one of Microsoft's clouds. */
export function isMicrosoftCloud(cloud: Cloud): boolean {
  const origins = originsOf(cloud);
  return knownPairs.some(({ login, graph }) => login === origins.login && graph === origins.graph);
}

export function originsOf(cloud: Cloud): CloudOrigins {
  return typeof cloud === "string" ? microsoftClouds[cloud] : cloud;
}

export function isSameCloud(one: Cloud, other: Cloud): boolean {
  if (one === other) return true;
  const [ours, theirs] = [originsOf(one), originsOf(other)];
  return ours.login === theirs.login && ours.graph === theirs.graph;
}

/** Whether a text is an https origin and nothing more: no path, no query, no user name. */
export function isHttpsOrigin(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === "https:" && [url.origin, `${url.origin}/`].includes(text.toLowerCase());
}
