import type { NodeDefinition } from "../../journey/index.ts";
import { oathTokenVerifierNode } from "../oath-token-verifier/index.ts";
import type { NodeServices } from "../services.ts";

/** Second factors: one-time codes, passkeys, recovery codes. */
export const mfaNodes: readonly NodeDefinition<NodeServices>[] = [oathTokenVerifierNode];
