import type { JourneySource, Placeholder } from "../../journey/index.ts";
import { intuneAdvice, passwordGrantAdvice } from "../../nodes/index.ts";
import type { DeploymentFile } from "./schema.ts";

/** What an administrator should change, said at every start until it is changed. */
export function warnings({ trust, mode, microsoft }: DeploymentFile): string[] {
  return [
    ...(trust.remoteHosts.includes("any")
      ? ["trust.remoteHosts holds any: every client can claim to be any device; list the addresses of your gateways"]
      : []),
    ...(trust.assertion === undefined && trust.remoteHosts.length === 0
      ? ["neither trust.assertion nor trust.remoteHosts is set: no device id will ever reach a node"]
      : []),
    ...(mode === "development" && typeof microsoft.cloud !== "string"
      ? ["development: microsoft.cloud is not one of Microsoft's clouds; its answers prove nothing"]
      : []),
    ...Object.entries(microsoft.connections).flatMap(([name, { credential }]) =>
      credential.kind === "password" ? [`microsoft.connections.${name}: ${passwordGrantAdvice}`] : [],
    ),
  ];
}

/** Nodes that stand in journeys and cannot run. */
export function placeholderWarnings(realm: string, placeholders: readonly Placeholder[]): string[] {
  return placeholders.map(
    ({ journey, node }) =>
      `realm ${realm}, journey ${journey}: node type ${node.type} of "${node.displayName}" is not known here; a login that reaches it fails`,
  );
}

/** The same for its journeys. */
export function journeyWarnings({ microsoft }: DeploymentFile, sources: readonly JourneySource[]): string[] {
  return intuneAdvice(
    sources.map(({ journey }) => journey),
    Object.keys(microsoft.connections),
  );
}
