import { nearest } from "../../core/nearest.ts";
import { appErrors } from "../errors.ts";
import type { ConfiguredNode, ConfiguredNodes } from "./configured-nodes.ts";
import { missingTokenWarning } from "./missing-tokens.ts";

/**
 * The nodes of the journey that a person named: `intune`, or `alpha/intune` where two realms have one of that name.
 * Without a name, all of them.
 *
 * @throws {app.not-configured} naming what there is
 */
export function selectNodes(nodes: readonly ConfiguredNode[], journey: string | undefined): readonly ConfiguredNode[] {
  if (nodes.length === 0) throw notConfigured("no journey of this deployment has an Intune node");
  if (journey === undefined) return nodes;
  const found = nodes.filter((node) => journey === node.journey || journey === `${node.realm}/${node.journey}`);
  if (found.length > 0) return found;
  const names = [...new Set(nodes.map((node) => `${node.realm}/${node.journey}`))];
  const near = nearest(
    journey,
    nodes.map((node) => node.journey),
  );
  const hint = near === undefined ? `; there is ${names.join(", ")}` : `; did you mean "${near}"?`;
  throw notConfigured(`no journey "${journey}" with an Intune node${hint}`);
}

/** What is wrong with the nodes that a person did not ask for, for each of them a line. */
export function warningsBeyond(
  { nodes, missingElsewhere }: ConfiguredNodes,
  used: readonly ConfiguredNode[],
): string[] {
  const unused = nodes.filter((node) => !used.includes(node)).flatMap(({ missing }) => missing);
  return [...unused, ...missingElsewhere].map(missingTokenWarning);
}

export function notConfigured(message: string): Error {
  return appErrors.error("app.not-configured", { message });
}
