import type { BuildContext } from "../../heap/model.ts";
import type { Reference } from "../../heap/schemas.ts";
import { secretText } from "../am/secret-text.ts";
import { type Algorithm, type SigningKey, signingKey } from "./signing-key.ts";

/** The signing key that a secret holds. @throws {gateway.config-invalid} at `key` */
export async function signingKeySecret(
  context: BuildContext,
  stores: readonly Reference[],
  id: string,
  wanted: Algorithm | undefined,
  ...key: PropertyKey[]
): Promise<SigningKey> {
  const found = await signingKey(await secretText(context, stores, id, ...key), wanted);
  if (typeof found === "string") throw context.problem(`the secret ${id} ${found}`, ...key);
  return found;
}
