import { z } from "zod";
import type { HeapObject } from "../../heap/heap-object.ts";
import type { BuildContext } from "../../heap/model.ts";
import { objectType } from "../../heap/object-type.ts";
import { oneOrMoreReferences, type Reference } from "../../heap/schemas.ts";
import { combinedTrust } from "../../tls/client-trust.ts";
import type { ClientTrust, ServerTls, TlsKey, Trust } from "../../tls/model.ts";
import { readTlsKey, storesOf } from "./pem.ts";
import { protocolOf, protocolShape } from "./protocol.ts";

const serverName = /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i;

const sniConfig = z.object({
  serverNames: z.record(z.string().regex(serverName, { error: "is no server name" }), z.string()),
  defaultSecretId: z.string(),
  secretsProvider: oneOrMoreReferences,
});

/** `ServerTlsOptions`: how a connector speaks TLS. With `sni` and `keyManager`, `sni` wins, as in PingGateway. */
export const serverTlsOptions = objectType({
  type: "ServerTlsOptions",
  config: z.object({
    keyManager: oneOrMoreReferences.optional(),
    sni: sniConfig.optional(),
    trustManager: oneOrMoreReferences.optional(),
    clientAuth: z.enum(["NONE", "REQUEST", "REQUIRED"]).default("NONE"),
    ...protocolShape,
  }),
  build: async (config, context): Promise<HeapObject> => {
    const { clientAuth, sni } = config;
    if (sni === undefined && config.keyManager === undefined) throw context.problem("needs keyManager or sni");
    if (sni !== undefined && config.keyManager !== undefined) {
      context.services.log.warn({ file: context.place.file }, "ServerTlsOptions has sni: its keyManager is not used");
    }
    const loadKeys =
      sni === undefined ? await keysOf(config.keyManager ?? [], context) : await namedKeysOf(sni, context);
    const loadTrust = await trustOf(config.trustManager ?? [], context);
    const protocol = protocolOf(config, context);
    const load = async (): Promise<ServerTls> => {
      const trust = await loadTrust();
      if (clientAuth !== "NONE" && trust.authorities.length === 0) {
        throw context.problem(`is needed for clientAuth ${clientAuth}`, "trustManager");
      }
      return { ...protocol, ...(await loadKeys()), ...trust, clientAuth, http2: config.alpn.enabled };
    };
    await load();
    return { kind: "tls", load };
  },
});

type Keys = Pick<ServerTls, "keys" | "named">;

async function keysOf(managers: readonly Reference[], context: BuildContext): Promise<() => Promise<Keys>> {
  const loads: (() => Promise<TlsKey>)[] = [];
  for (const [index, to] of managers.entries()) {
    loads.push((await context.refer("key-manager", to, ...pathOf("keyManager", managers, index))).load);
  }
  return async () => ({ keys: await Promise.all(loads.map((load) => load())), named: new Map() });
}

async function namedKeysOf(sni: z.output<typeof sniConfig>, context: BuildContext): Promise<() => Promise<Keys>> {
  const stores = await storesOf(sni.secretsProvider, context);
  return async () => {
    const named = new Map<string, TlsKey>();
    for (const [name, id] of Object.entries(sni.serverNames)) {
      named.set(name.toLowerCase(), await readTlsKey(stores, id, context, "sni"));
    }
    return { keys: [await readTlsKey(stores, sni.defaultSecretId, context, "sni")], named };
  };
}

async function trustOf(managers: readonly Reference[], context: BuildContext): Promise<() => Promise<ClientTrust>> {
  const loads: (() => Promise<Trust>)[] = [];
  for (const [index, to] of managers.entries()) {
    loads.push((await context.refer("trust-manager", to, ...pathOf("trustManager", managers, index))).load);
  }
  return async () => {
    const all = await Promise.all(loads.map((load) => load()));
    return combinedTrust(all, (text) => context.problem(text, "trustManager"));
  };
}

function pathOf(key: string, references: readonly unknown[], index: number): PropertyKey[] {
  return references.length === 1 ? [key] : [key, index];
}
