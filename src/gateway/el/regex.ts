import { compileRegex as compile, type Regex } from "../../core/regex/regex.ts";
import { gatewayErrors } from "../errors.ts";
import { failed } from "./values.ts";

/** @throws {gateway.expression-invalid} and what it returns throws {gateway.expression-failed} over a limit */
export function compileRegex(source: string): Regex {
  return compile(source, {
    invalid: (message) => gatewayErrors.error("gateway.expression-invalid", { message }),
    failed,
  });
}
