import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { HeapObject } from "../../heap/heap-object.ts";
import { objectType } from "../../heap/object-type.ts";
import { oneOrMoreReferences } from "../../heap/schemas.ts";
import type { ClientTls, TlsKey, Trust } from "../../tls/model.ts";
import { protocolOf, protocolShape } from "./protocol.ts";

/**
 * `ClientTlsOptions`: how a handler speaks TLS with applications. Only HTTP/1.1 is spoken there, whatever `alpn` says.
 */
export const clientTlsOptions = objectType({
  type: "ClientTlsOptions",
  config: z.object({
    keyManager: oneOrMoreReferences.optional(),
    trustManager: oneOrMoreReferences.optional(),
    hostnameVerifier: z.enum(["STRICT", "ALLOW_ALL"]).default("STRICT"),
    ...protocolShape,
  }),
  build: async (config, context): Promise<HeapObject> => {
    const { place, services } = context;
    const loadKeys: (() => Promise<TlsKey>)[] = [];
    for (const to of config.keyManager ?? []) {
      loadKeys.push((await context.refer("key-manager", to, "keyManager")).load);
    }
    const loadTrusts: (() => Promise<Trust>)[] = [];
    for (const to of config.trustManager ?? []) {
      loadTrusts.push((await context.refer("trust-manager", to, "trustManager")).load);
    }
    if (config.hostnameVerifier === "ALLOW_ALL") {
      if (services.mode === "production") {
        const problem =
          "ALLOW_ALL is refused in production: anybody with any trusted certificate could be the application";
        throw context.problem(problem, "hostnameVerifier");
      }
      services.log.warn({ file: place.file }, "hostnameVerifier ALLOW_ALL: the application's name is not checked");
    }
    const protocol = protocolOf(config, context);
    const load = async (): Promise<ClientTls> => {
      const trusts = await Promise.all(loadTrusts.map((each) => each()));
      return {
        ...protocol,
        keys: await Promise.all(loadKeys.map((each) => each())),
        authorities: config.trustManager === undefined ? undefined : trusts.flatMap(({ authorities }) => authorities),
        anybody: trusts.some(({ anybody }) => anybody),
        checkNames: config.hostnameVerifier === "STRICT",
      };
    };
    let tls = await load();
    const renew = async (): Promise<void> => {
      const next = await load();
      if (!isDeepStrictEqual(next, tls)) tls = next;
    };
    services.renewals.add(renew);
    services.onClose(() => services.renewals.delete(renew));
    return { kind: "client-tls", tls: () => tls };
  },
});
