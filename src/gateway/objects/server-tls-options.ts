import { z } from "zod";
import type { HeapObject, ServerKey, TlsVersion } from "../heap/heap-object.ts";
import { objectType } from "../heap/object-type.ts";
import { flag, later, oneOrMoreReferences } from "../heap/schemas.ts";

const versions: readonly [TlsVersion, TlsVersion] = ["TLSv1.2", "TLSv1.3"];

/** `ServerTlsOptions`: how a connector speaks TLS. Only HTTP/1.1 is offered, whatever `alpn` says. */
export const serverTlsOptions = objectType({
  type: "ServerTlsOptions",
  config: z.object({
    keyManager: oneOrMoreReferences,
    trustManager: oneOrMoreReferences.optional(),
    clientAuth: z.enum(["NONE", "REQUEST", "REQUIRED"]).default("NONE"),
    sslEnabledProtocols: z
      .array(z.enum(versions, { error: "only TLSv1.2 and TLSv1.3 are safe" }))
      .min(1)
      .default([...versions]),
    sslCipherSuites: later,
    sslContextAlgorithm: z.literal("TLS").optional(),
    alpn: z.object({ enabled: flag.optional() }).optional(),
    offloadHandshake: flag.optional(),
    sni: later,
  }),
  build: async (config, context): Promise<HeapObject> => {
    const keys: ServerKey[] = [];
    for (const [index, to] of config.keyManager.entries()) {
      keys.push((await context.refer("key-manager", to, ...pathOf("keyManager", config.keyManager, index))).keys);
    }
    const authorities: string[] = [];
    const trusted = config.trustManager ?? [];
    for (const [index, to] of trusted.entries()) {
      const found = await context.refer("trust-manager", to, ...pathOf("trustManager", trusted, index));
      authorities.push(...found.authorities);
    }
    if (config.clientAuth !== "NONE" && authorities.length === 0) {
      throw context.problem(`is needed for clientAuth ${config.clientAuth}`, "trustManager");
    }
    const wanted = versions.filter((version) => config.sslEnabledProtocols.includes(version));
    const [minVersion = "TLSv1.2", maxVersion = minVersion] = wanted;
    return { kind: "tls", tls: { clientAuth: config.clientAuth, keys, authorities, minVersion, maxVersion } };
  },
});

function pathOf(key: string, references: readonly unknown[], index: number): PropertyKey[] {
  return references.length === 1 ? [key] : [key, index];
}
