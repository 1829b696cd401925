import { readFile } from "node:fs/promises";
import type { ComplianceClientOptions, DispatcherOptions } from "../../microsoft/index.ts";
import type { Deployment } from "./load.ts";

/** How the deployment's programs reach Microsoft: the authority and the proxy of `sallyport.json`. */
export async function dispatcherOptions(deployment: Deployment): Promise<DispatcherOptions> {
  const { ca, proxy } = deployment.settings.microsoft;
  return {
    ...(ca === undefined ? {} : { ca: await readFile(deployment.file(ca), "utf8") }),
    ...(proxy === undefined ? {} : { proxy }),
  };
}

/** How long answers may be reused: seconds of the file as milliseconds of the client. */
export function reuseOfAnswers({ settings }: Deployment): Pick<ComplianceClientOptions, "cache" | "staleIfError"> {
  const { cache, staleIfError } = settings.microsoft;
  const stale = { staleIfError: staleIfError * 1000 };
  if (cache === undefined) return stale;
  const { compliant, otherwise, states = {} } = cache;
  return {
    ...stale,
    cache: {
      compliant: compliant * 1000,
      ...(otherwise === undefined ? {} : { otherwise: otherwise * 1000 }),
      states: Object.fromEntries(Object.entries(states).map(([state, seconds]) => [state, seconds * 1000])),
    },
  };
}
