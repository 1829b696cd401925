import { Secret } from "../../../core/secret.ts";
import type { BuildContext } from "../../heap/model.ts";
import type { Reference } from "../../heap/schemas.ts";

/**
 * The text of a secret, from the first of the stores that has it.
 *
 * @param key the key of `config` that names the secret, for the message
 * @throws {gateway.config-invalid} when no store has it
 */
export async function secretText(
  context: BuildContext,
  stores: readonly Reference[],
  id: string,
  ...key: PropertyKey[]
): Promise<Secret> {
  for (const [index, to] of stores.entries()) {
    const path = stores.length === 1 ? ["secretsProvider"] : ["secretsProvider", index];
    const text = await (await context.refer("secret-store", to, ...path)).store.read(id);
    if (text !== undefined) return new Secret(text.replace(/\r?\n$/, ""));
  }
  throw context.problem(`no store has the secret ${id}`, ...key);
}
