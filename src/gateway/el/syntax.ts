import type { SallyportError } from "../../core/errors.ts";
import { gatewayErrors } from "../errors.ts";

/** The syntax tree of one expression. `at` is the offset in the text that holds it. */
export type Expression =
  | { readonly kind: "literal"; readonly value: null | boolean | number | string }
  | { readonly kind: "name"; readonly name: string; readonly at: number }
  | { readonly kind: "member"; readonly of: Expression; readonly key: Expression }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[]; readonly at: number }
  | {
      readonly kind: "method";
      readonly of: Expression;
      readonly name: string;
      readonly args: readonly Expression[];
      readonly at: number;
    }
  | { readonly kind: "unary"; readonly operator: UnaryOperator; readonly of: Expression }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: "choice";
      readonly condition: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    };

export type UnaryOperator = "-" | "!" | "empty";
export type BinaryOperator = "*" | "/" | "%" | "+" | "-" | "<" | ">" | "<=" | ">=" | "==" | "!=" | "&&" | "||";

/** @returns {gateway.expression-invalid} with the column, counted from 1, and the text around it */
export function syntaxError(text: string, offset: number, problem: string): SallyportError {
  const around = text.slice(Math.max(0, offset - 20), offset + 20).replaceAll(/\s+/g, " ");
  const message = `expression, column ${offset + 1}: ${problem} (near "${around}")`;
  return gatewayErrors.error("gateway.expression-invalid", { message });
}
