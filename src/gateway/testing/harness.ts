import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { frozenClock } from "../../core/clock.ts";
import type { JsonObject } from "../../core/json.ts";
import { silentLogger } from "../../core/log.ts";
import { identityHeaders } from "../../device/index.ts";
import { type Gateway, startGateway } from "../gateway.ts";
import type { GatewayOptions } from "../options.ts";
import type { TestPki } from "./pki.ts";

export interface TestGateway extends Gateway {
  readonly port: number;
  readonly directory: string;
}

export interface TestGatewayOptions {
  readonly pki?: TestPki;
  readonly clientAuth?: string;
  /** Default: a free one. */
  readonly port?: number;
  /** Further keys of the connectors, one object each; default: one connector. Only the first takes `port`. */
  readonly connectors?: readonly JsonObject[];
  /** Route files by name. */
  readonly routes?: Readonly<Record<string, JsonObject | string>>;
  readonly files?: Readonly<Record<string, JsonObject | string>>;
  readonly options?: Partial<GatewayOptions>;
}

/** Inside the validity of the test certificates. */
export const testClock = frozenClock("2026-11-23T00:00:00Z");

/** A gateway on a free port, with TLS when there is a pki, in a directory that `close` removes. */
export async function startTestGateway(test: TestGatewayOptions): Promise<TestGateway> {
  const directory = await mkdtemp(join(tmpdir(), "sallyport-gateway-"));
  const write = async (file: string, content: JsonObject | string): Promise<void> => {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    await mkdir(join(directory, file, ".."), { recursive: true });
    await writeFile(join(directory, file), text);
  };
  await write("admin.json", adminFile(test));
  if (test.pki !== undefined) {
    await write("pki/ca.pem", test.pki.ca.certificate);
    await write("pki/gateway.pem", test.pki.gateway.certificate);
    await write("pki/gateway-key.pem", test.pki.gateway.key);
  }
  await mkdir(join(directory, "routes"), { recursive: true });
  for (const [file, content] of Object.entries(test.files ?? {})) await write(file, content);
  for (const [file, content] of Object.entries(test.routes ?? {})) await write(`routes/${file}`, content);
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    const gateway = await startGateway({
      directory,
      environment: {},
      secret: () => undefined,
      trust: { identityHeaders: identityHeaders(["SSL_Client_S_DN", "x-intune"]), upstreams: [] },
      assertion: null,
      clock: testClock,
      log: silentLogger,
      ...test.options,
    });
    const close = async (gracePeriod = 100): Promise<void> => {
      await gateway.close(gracePeriod);
      await remove();
    };
    return { ...gateway, close, directory, port: gateway.connectors[0]?.port ?? 0 };
  } catch (problem) {
    await remove();
    throw problem;
  }
}

function adminFile({ pki, clientAuth = "REQUEST", port = 0, connectors = [{}] }: TestGatewayOptions): JsonObject {
  const keyManager = { type: "SecretsKeyManager", config: { signingSecretId: "gateway", secretsProvider: pkiStore } };
  const tls = { type: "ServerTlsOptions", config: { clientAuth, keyManager, trustManager: trustIn("ca") } };
  return {
    connectors: connectors.map((more, index) => ({
      host: "127.0.0.1",
      port: index === 0 ? port : 0,
      ...(pki === undefined ? {} : { tls }),
      ...more,
    })),
  };
}

const pkiStore = { type: "FileSystemSecretStore", config: { directory: "pki", suffix: ".pem" } };

/** A trust manager with the authorities of the file `pki/<id>.pem`. */
export function trustIn(id: string): JsonObject {
  return {
    type: "SecretsTrustManager",
    config: { verificationSecretId: id, secretsProvider: pkiStore, checkRevocation: false },
  };
}

/** The text of an expression as it stands in a file. */
export function el(expression: string): string {
  return `$\{${expression}}`;
}

/** The documented route, with our filter in the place of its script. */
export function deviceRoute(origin: string): JsonObject {
  return {
    name: "mtls-intune",
    condition: el("find(request.uri.path, '/mtls-intune')"),
    properties: { tenantUrl: origin },
    baseURI: "&{tenantUrl}/am/XUI/?realm=alpha&authIndexType=service&authIndexValue=intune",
    heap: [
      { name: "Identity", type: "ClientCertificateIdentityFilter", config: {} },
      { name: "Rewrite", type: "UriPathRewriteFilter", config: { mappings: { "/mtls-intune": "/am/XUI" } } },
    ],
    handler: {
      type: "Chain",
      config: { filters: ["Identity", "Rewrite"], handler: "ReverseProxyHandler" },
    },
  };
}

/** A route for every path that sends to `origin` without changing anything. */
export function plainRoute(origin: string): JsonObject {
  return { name: "all", baseURI: origin, handler: "ReverseProxyHandler" };
}
