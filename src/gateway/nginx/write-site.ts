import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { type Listener, loadAdmin } from "../config/admin.ts";
import { loadRootHandler } from "../config/root.ts";
import { gatewayErrors } from "../errors.ts";
import { createLoading } from "../loading.ts";
import { type GatewayOptions, limitsFrom, type NginxOptions } from "../options.ts";
import type { ServerTls } from "../tls/model.ts";
import { nginxConfiguration } from "./configuration.ts";
import { checkListeners, type NginxConnector, type NginxTls, settableHeaders } from "./site.ts";

export interface NginxSiteOptions extends GatewayOptions {
  readonly nginx: NginxOptions;
  /** Absolute folder to write to; it is made. */
  readonly folder: string;
  /** Account of nginx's workers; null leaves it to nginx. */
  readonly user: string | null;
}

/** What was written. */
export interface WrittenSite {
  /** Absolute name of the `nginx.conf`. */
  readonly file: string;
  readonly connectors: readonly { readonly host: string; readonly port: number }[];
  readonly origins: readonly string[];
  /** Remarks on the gateway's configuration. */
  readonly lint: readonly string[];
}

/**
 * Writes an nginx configuration for a gateway's files, with the certificates and keys that it names. Nothing is opened.
 *
 * @throws {gateway.config-invalid} with file and JSON pointer, also for what nginx cannot do
 */
export async function writeNginxSite(options: NginxSiteOptions): Promise<WrittenSite> {
  const { folder, nginx, user } = options;
  for (const path of [folder, nginx.socket]) checkPath(path);
  const loading = createLoading(options);
  try {
    const { generation, scope } = loading;
    const { services } = generation;
    const { listeners } = await loadAdmin(scope, services);
    checkListeners(listeners);
    await loadRootHandler(scope, services);
    await mkdir(join(folder, "temporary"), { recursive: true });
    await mkdir(join(folder, "tls"), { recursive: true, mode: 0o700 });
    const connectors: NginxConnector[] = [];
    for (const [index, listener] of listeners.entries()) connectors.push(await connectorOf(listener, index, folder));
    const upstreamAuthorities = join(folder, "tls", "upstream-authorities.pem");
    await writeFile(upstreamAuthorities, [...rootCertificates, options.upstreamCa ?? ""].join("\n"));
    const limits = limitsFrom(options.limits);
    const file = join(folder, "nginx.conf");
    const text = nginxConfiguration({
      connectors,
      origins: [...services.origins],
      settableHeaders: settableHeaders(nginx),
      socket: nginx.socket,
      folder,
      upstreamAuthorities,
      user,
      bodyBytes: limits.bodyBytes,
      headerBytes: limits.headerBytes,
    });
    await writeFile(file, text);
    const lint = [...generation.lint, ...[...loading.routers.all].flatMap((routes) => routes.lint())];
    return {
      file,
      connectors: connectors.map(({ host, port }) => ({ host, port })),
      origins: [...services.origins],
      lint,
    };
  } finally {
    await loading.close();
  }
}

/** nginx reads `$`, quotes and braces in its own way. */
function checkPath(path: string): void {
  if (/^\/[A-Za-z0-9_./@+-]*$/.test(path)) return;
  throw gatewayErrors.error("gateway.config-invalid", {
    message: `nginx needs an absolute path of letters, digits and . _ - / @ +, and not ${JSON.stringify(path)}.`,
  });
}

async function connectorOf({ host, port, tls }: Listener, index: number, folder: string): Promise<NginxConnector> {
  return { host, port, tls: tls === null ? null : await writeTls(await tls(), index, folder) };
}

async function writeTls(tls: ServerTls, index: number, folder: string): Promise<NginxTls> {
  if (tls.named.size > 0) {
    throw gatewayErrors.error("gateway.config-invalid", {
      message: "admin.json: several server names on one connector (sni) are not supported with nginx yet.",
    });
  }
  const write = async (name: string, text: string): Promise<string> => {
    const path = join(folder, "tls", `${index}-${name}.pem`);
    await writeFile(path, text, { mode: 0o600 });
    await chmod(path, 0o600);
    return path;
  };
  const keys: { certificate: string; key: string }[] = [];
  for (const [number, { certificate, key }] of tls.keys.entries()) {
    keys.push({
      certificate: await write(`certificate-${number}`, certificate),
      key: await write(`key-${number}`, key),
    });
  }
  const { clientAuth, ciphers, http2, minVersion, maxVersion } = tls;
  return {
    clientAuth,
    keys,
    authorities: clientAuth === "NONE" ? null : await write("authorities", tls.authorities.join("\n")),
    protocols: (["TLSv1.2", "TLSv1.3"] as const).filter((version) => version >= minVersion && version <= maxVersion),
    ciphers,
    http2,
  };
}
