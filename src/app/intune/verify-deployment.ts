import { type Deployment, loadDeployment } from "../deployment/load.ts";
import type { Host } from "../run.ts";
import { openIntuneClient } from "./client.ts";
import { configuredNodes } from "./configured-nodes.ts";
import { connectionsOf, namedConnection } from "./connections.ts";
import { type CurlCommands, curlCommands } from "./curl.ts";
import { isQuestion, type NodeConnection } from "./question.ts";
import { selectNodes, warningsBeyond } from "./select-nodes.ts";
import { surroundingsOf } from "./surroundings.ts";
import { type VerifiedStep, verifyConnection } from "./verify.ts";

export interface VerifyWishes {
  readonly journey?: string | undefined;
  /** One of `microsoft.connections`, whether a node uses it or not. */
  readonly connection?: string | undefined;
  readonly deviceId?: string | undefined;
  /** Told of trouble in nodes that were not asked for. */
  readonly warn: (text: string) => void;
}

/** A connection under test. */
export interface Verification extends NodeConnection {
  /** How many connections there are. */
  readonly of: number;
  /** Each as soon as it is known; to be read once, before the next verification. */
  readonly steps: AsyncIterable<VerifiedStep>;
  /** `null` when there is no connection to ask by hand. */
  readonly curl: CurlCommands | null;
}

/**
 * Tries every connection that the Intune nodes of a deployment use, one after another.
 *
 * @throws {app.not-configured} when there is no such journey, no such connection or no Intune node
 */
export async function* verifyDeployment(
  host: Host,
  { journey, connection, deviceId, warn }: VerifyWishes,
): AsyncGenerator<Verification, void, void> {
  const deployment = await loadDeployment(host.directory, host);
  const configured = await configuredNodes(deployment);
  const { nodes } = configured;
  const surroundings = await surroundingsOf(deployment);
  const connections =
    connection === undefined
      ? await connectionsOf(selectNodes(nodes, journey), surroundings)
      : [namedConnection(connection, nodes, surroundings)];
  warningsBeyond(
    configured,
    connections.flatMap((asked) => asked.nodes),
  ).forEach(warn);
  const client = await openIntuneClient(deployment);
  try {
    for (const asked of connections) {
      const steps = verifyConnection(client, asked, deviceId);
      yield { ...asked, of: connections.length, steps, curl: curlOf(asked, deployment, deviceId) };
    }
  } finally {
    await client.close();
  }
}

function curlOf(
  { question }: NodeConnection,
  deployment: Deployment,
  deviceId: string | undefined,
): CurlCommands | null {
  if (!isQuestion(question)) return null;
  const { ca, proxy } = deployment.settings.microsoft;
  const { connection, options } = question;
  const caFile = ca === undefined ? undefined : deployment.file(ca);
  return curlCommands(connection, { deviceId, idKind: options.idKind ?? "intune", ca: caFile, proxy });
}
