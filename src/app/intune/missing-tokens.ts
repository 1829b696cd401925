import { SallyportError } from "../../core/errors.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { environmentName, replaceTokensIn, type TokenLookup } from "../../core/tokens.ts";

/**
 * The commands look at one part of a deployment at a time, often before all of it is there. A token without a value
 * stops the server; here it stops only the node that needs it.
 */
export interface MissingToken {
  /** The node, as people know it. */
  readonly node: string;
  /** The attribute that holds the token. */
  readonly attribute: string;
  /** `&{name}` without its brackets. */
  readonly token: string;
}

export interface ResolvedAttributes {
  /** Without those whose token has no value. */
  readonly attributes: JsonObject;
  readonly missing: readonly MissingToken[];
}

/** Resolves the tokens of one node, attribute by attribute. */
export function resolveAttributes(attributes: JsonObject, lookup: TokenLookup, node: string): ResolvedAttributes {
  const missing: MissingToken[] = [];
  const entries = Object.entries(attributes).flatMap(([attribute, value]): [string, Json][] => {
    let last = "";
    const asked: TokenLookup = (name) => {
      last = name;
      return lookup(name);
    };
    try {
      return [[attribute, replaceTokensIn(value, asked, node, { coerce: false })]];
    } catch (thrown) {
      if (!(thrown instanceof SallyportError) || thrown.code !== "core.token-missing") throw thrown;
      missing.push({ node, attribute, token: last });
      return [];
    }
  });
  return { attributes: Object.fromEntries(entries), missing };
}

/** For nodes that were not asked for: they do not hinder the command, and they will hinder the server. */
export function missingTokenWarning({ node, attribute, token }: MissingToken): string {
  return `${node}: ${attribute} names the token &{${token}}, which has no value; the server will not start without it`;
}

/** Where a token's value may stand. */
export function howToGiveToken(token: string): string {
  return `Write the value to the secrets directory as ${token}, or set ${environmentName(token, "SALLYPORT_")}.`;
}
