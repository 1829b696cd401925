import type { ObjectType } from "../../heap/model.ts";
import { clientCertificateRequiredFilter } from "./client-certificate-required-filter.ts";
import { clientTlsOptions } from "./client-tls-options.ts";
import { forwardClientCertificateFilter } from "./forward-client-certificate-filter.ts";
import { keyManager, keyStore, trustManager } from "./key-store.ts";
import { secretsKeyManager } from "./secrets-key-manager.ts";
import { secretsTrustManager } from "./secrets-trust-manager.ts";
import { serverTlsOptions } from "./server-tls-options.ts";
import { trustAllManager } from "./trust-all-manager.ts";

export const tlsTypes: readonly ObjectType[] = [
  clientCertificateRequiredFilter,
  clientTlsOptions,
  forwardClientCertificateFilter,
  keyManager,
  keyStore,
  secretsKeyManager,
  secretsTrustManager,
  serverTlsOptions,
  trustAllManager,
  trustManager,
];
