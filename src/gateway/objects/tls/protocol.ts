import { z } from "zod";
import { at } from "../../config/place.ts";
import type { BuildContext } from "../../heap/model.ts";
import { flag } from "../../heap/schemas.ts";
import { cipherSuite, safeCiphers } from "../../tls/cipher-suites.ts";
import type { TlsProtocol, TlsVersion } from "../../tls/model.ts";

/** Versions and suites, as both sides of a connection declare them. */

const versions: readonly [TlsVersion, TlsVersion] = ["TLSv1.2", "TLSv1.3"];

export const protocolShape = {
  sslEnabledProtocols: z
    .array(z.enum(versions, { error: "only TLSv1.2 and TLSv1.3 are safe" }))
    .min(1)
    .default([...versions]),
  sslCipherSuites: z.array(z.string()).min(1).optional(),
  sslContextAlgorithm: z.enum(["TLS", "TLSv1.2", "TLSv1.3", "Default"]).optional(),
  alpn: z.object({ enabled: flag.default(true) }).default({ enabled: true }),
  offloadHandshake: flag.optional(),
};

interface ProtocolConfig {
  readonly sslEnabledProtocols: readonly TlsVersion[];
  readonly sslCipherSuites?: readonly string[] | undefined;
}

/** Weak suites are left out with a remark; when none is left that is a mistake. */
export function protocolOf(config: ProtocolConfig, context: BuildContext): TlsProtocol {
  const wanted = versions.filter((version) => config.sslEnabledProtocols.includes(version));
  const [minVersion = "TLSv1.2", maxVersion = minVersion] = wanted;
  return { minVersion, maxVersion, ciphers: ciphersOf(config.sslCipherSuites, context) };
}

function ciphersOf(names: readonly string[] | undefined, context: BuildContext): string {
  if (names === undefined) return safeCiphers;
  const chosen: string[] = [];
  for (const [index, name] of names.entries()) {
    const suite = cipherSuite(name);
    if (suite === "unknown") throw context.problem(`there is no cipher suite "${name}"`, "sslCipherSuites", index);
    if (suite !== "weak") chosen.push(suite.name);
    else context.services.lint(at(context.place, "sslCipherSuites", index), `${name} is weak and is not offered`);
  }
  if (chosen.length === 0) throw context.problem("names only weak suites", "sslCipherSuites");
  return chosen.join(":");
}
