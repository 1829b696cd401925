import type { ObjectType } from "../../heap/model.ts";
import { base64EncodedSecretStore } from "./base64-encoded-secret-store.ts";
import { fileSystemSecretStore } from "./file-system-secret-store.ts";
import { keyStoreSecretStore } from "./key-store-secret-store.ts";
import { secretsProvider } from "./secrets-provider.ts";
import { systemAndEnvSecretStore } from "./system-and-env-secret-store.ts";

/** Where secrets come from. */
export const secretTypes: readonly ObjectType[] = [
  base64EncodedSecretStore,
  fileSystemSecretStore,
  keyStoreSecretStore,
  secretsProvider,
  systemAndEnvSecretStore,
];
