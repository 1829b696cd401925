import { z } from "zod";
import type { SecretStore } from "../../heap/heap-object.ts";
import { objectType } from "../../heap/object-type.ts";
import { reference } from "../../heap/schemas.ts";

/** `SecretsProvider`: several stores under one name, asked in their order. */
export const secretsProvider = objectType({
  type: "SecretsProvider",
  config: z.object({ stores: z.array(reference).min(1) }),
  build: async (config, context) => {
    const stores: SecretStore[] = [];
    for (const [index, to] of config.stores.entries()) {
      stores.push((await context.refer("secret-store", to, "stores", index)).store);
    }
    return { kind: "secret-store", store: firstOf(stores) };
  },
});

/** The first of the stores that has a secret. */
export function firstOf(stores: readonly SecretStore[]): SecretStore {
  return {
    read: async (id) => {
      for (const store of stores) {
        const text = await store.read(id);
        if (text !== undefined) return text;
      }
      return undefined;
    },
  };
}
