import { z } from "zod";
import type { BuildContext } from "../heap/model.ts";
import type { Exchange, GatewayResponse } from "../http/exchange.ts";

/** The conditions of filters and handlers: `true`, `false`, or an expression. */

export const conditionValue = z.union([z.boolean(), z.string()], { error: "must be true, false or an expression" });

export type Condition = (exchange: Exchange, response?: GatewayResponse | null) => boolean;

/**
 * A condition that holds when its expression gives true. One that fails, or gives anything else, does not hold.
 *
 * @throws {gateway.config-invalid} for a text without expression that is neither `true` nor `false`
 */
export function condition(value: boolean | string, context: BuildContext, ...path: PropertyKey[]): Condition {
  const decide = decision(value, context, ...path);
  return (exchange, response) => decide(exchange, response) === true;
}

/** As {@link condition}, with `undefined` for an expression that fails or gives no boolean. */
export function decision(
  value: boolean | string,
  context: BuildContext,
  ...path: PropertyKey[]
): (exchange: Exchange, response?: GatewayResponse | null) => boolean | undefined {
  if (typeof value === "boolean") return () => value;
  const template = context.runtime(value, ...path);
  if (template.constant !== undefined) {
    const { constant } = template;
    if (constant !== "true" && constant !== "false") {
      throw context.problem(`"${constant}" is neither true, false nor an expression`, ...path);
    }
    return () => constant === "true";
  }
  return (exchange, response) => {
    const found = template.value(exchange, response);
    return typeof found === "boolean" ? found : undefined;
  };
}
