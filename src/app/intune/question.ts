import type { MicrosoftConnection, VerdictOptions } from "../../microsoft/index.ts";
import type { ConfiguredNode } from "./configured-nodes.ts";
import type { MissingToken } from "./missing-tokens.ts";

/** How some nodes ask Microsoft. */
export interface NodeConnection {
  /** Its name among `microsoft.connections`; null for one that the nodes make themselves. */
  readonly name: string | null;
  readonly question: Question | MissingSetting;
  readonly nodes: readonly ConfiguredNode[];
}

export interface Question {
  readonly connection: MicrosoftConnection;
  /** As the nodes set them. */
  readonly options: Pick<VerdictOptions, "idKind" | "severalMatches">;
}

/** The nodes do not say enough to ask. */
export interface MissingSetting {
  readonly missing: string;
  /** When it is there, as a token that has no value. */
  readonly token?: MissingToken;
}

export function isQuestion(question: Question | MissingSetting): question is Question {
  return "connection" in question;
}
