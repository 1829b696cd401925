import type { SallyportError } from "../../core/errors.ts";
import { jsonPointer } from "../../core/json.ts";
import { gatewayErrors } from "../errors.ts";

/** Where a value stands: the file, relative to the gateway's directory, and the path inside it. */
export interface Place {
  readonly file: string;
  readonly path: readonly PropertyKey[];
}

export function at(place: Place, ...path: readonly PropertyKey[]): Place {
  return { file: place.file, path: [...place.path, ...path] };
}

/** `routes/am.json/heap/0/type`: the file followed by the JSON pointer. */
export function describePlace(place: Place): string {
  return `${place.file}${jsonPointer(place.path) || " (top level)"}`;
}

/** The one error of configuration files: what is wrong and where. */
export function invalidAt(place: Place, problem: string, cause?: unknown): SallyportError {
  return gatewayErrors.error("gateway.config-invalid", {
    message: `${describePlace(place)}: ${problem}`,
    ...(cause === undefined ? {} : { cause }),
  });
}
