import type { ObjectType } from "../heap/model.ts";
import { chain } from "./chain.ts";
import { clientCertificateIdentityFilter } from "./client-certificate-identity-filter.ts";
import { fileSystemSecretStore } from "./file-system-secret-store.ts";
import { reverseProxyHandler } from "./reverse-proxy-handler.ts";
import { router } from "./router.ts";
import { secretsKeyManager, secretsTrustManager } from "./secrets-managers.ts";
import { serverTlsOptions } from "./server-tls-options.ts";
import { staticResponseHandler } from "./static-response-handler.ts";
import { uriPathRewriteFilter } from "./uri-path-rewrite-filter.ts";

const all: readonly ObjectType[] = [
  chain,
  clientCertificateIdentityFilter,
  fileSystemSecretStore,
  reverseProxyHandler,
  router,
  secretsKeyManager,
  secretsTrustManager,
  serverTlsOptions,
  staticResponseHandler,
  uriPathRewriteFilter,
];

/** Every type that a declaration may name. */
export const objectTypes: ReadonlyMap<string, ObjectType> = new Map([
  ...all.map((type): [string, ObjectType] => [type.type, type]),
  ["RouterHandler", router],
]);
