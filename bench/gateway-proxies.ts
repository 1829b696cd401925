import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestPki } from "../src/gateway/testing/pki.ts";
import type { PeerTask } from "./gateway-peer.ts";
import { type Program, startProgram } from "./program.ts";

/** The proxies side by side: the same work for each, with as many connections to the application. */

export type ProxyName = "nginx" | "haproxy" | PeerTask["name"] | "sallyport behind nginx";
export const npmPeers = ["http-proxy", "@fastify/http-proxy"] as const;

/** Those that speak HTTP, and those that ask clients for certificates. */
export const proxyNames = {
  HTTP: ["nginx", "haproxy", ...npmPeers, "sallyport"],
  mTLS: ["nginx", "haproxy", ...npmPeers, "sallyport", "sallyport behind nginx"],
} as const satisfies Record<string, readonly ProxyName[]>;

export interface ProxyOptions {
  readonly folder: string;
  readonly port: number;
  readonly upstream: string;
  /** Null speaks plain HTTP; otherwise every client must show a certificate. */
  readonly pki: TestPki | null;
}

const tsx = import.meta.resolve("tsx");
const peerScript = fileURLToPath(new URL("gateway-peer.ts", import.meta.url));

export function startProxy(name: ProxyName, options: ProxyOptions): Promise<Program> {
  if (name === "nginx") return startNginx(options);
  if (name === "haproxy") return startHaproxy(options);
  if (name === "sallyport behind nginx") return startBehindNginx(options);
  return startPeer(name, options);
}

/** Answers every request with 1 KB, so that next to nothing of the time is the application's. */
export function startApplication(folder: string, port: number): Promise<Program> {
  const server = `server { listen 127.0.0.1:${port} backlog=4096; location / { return 200 "${"x".repeat(1024)}"; } }`;
  return runNginx(folder, `application-${port}`, 1, `keepalive_requests 1000000000; ${server}`);
}

function startNginx({ folder, port, upstream, pki }: ProxyOptions): Promise<Program> {
  const file = pki === null ? null : writePki(folder, pki);
  const tls =
    file === null
      ? ""
      : `ssl_certificate ${file("gateway.pem")}; ssl_certificate_key ${file("gateway-key.pem")};
         ssl_client_certificate ${file("ca.pem")}; ssl_verify_client on;
         proxy_set_header SSL_Client_S_DN $ssl_client_s_dn;`;
  const server = `
    upstream application { server ${new URL(upstream).host}; keepalive 64; keepalive_requests 1000000000; }
    keepalive_requests 1000000000;
    server {
      listen 127.0.0.1:${port}${file === null ? "" : " ssl"};
      ${tls}
      location / { proxy_pass http://application; proxy_http_version 1.1; proxy_set_header Connection ""; }
    }`;
  return runNginx(folder, `nginx-${port}`, 2, server);
}

function runNginx(folder: string, name: string, workers: number, http: string): Promise<Program> {
  const directory = join(folder, name);
  mkdirSync(directory, { recursive: true });
  const configuration = join(directory, "nginx.conf");
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `${kind}_temp_path ${directory}/${kind};`)
    .join(" ");
  writeFileSync(
    configuration,
    `daemon off; worker_processes ${workers}; pid ${directory}/pid; error_log stderr notice;
     events { worker_connections 8192; } http { access_log off; ${temporary} ${http} }`,
  );
  const args = ["-p", directory, "-c", configuration, "-e", "stderr"];
  return startProgram({
    name,
    command: "nginx",
    args,
    folder,
    environment: process.env,
    readyWhen: "start worker process",
  });
}

function startHaproxy({ folder, port, upstream, pki }: ProxyOptions): Promise<Program> {
  const file = pki === null ? null : writePki(folder, pki);
  const tls = file === null ? "" : ` ssl crt ${file("both.pem")} ca-file ${file("ca.pem")} verify required`;
  const configuration = join(folder, `haproxy-${port}.cfg`);
  writeFileSync(
    configuration,
    `global
  nbthread 2
  maxconn 4096
defaults
  mode http
  timeout connect 10s
  timeout client 60s
  timeout server 60s
  http-reuse always
frontend front
  bind 127.0.0.1:${port}${tls}
  default_backend application
backend application
  server one ${new URL(upstream).host}
`,
  );
  const args = ["-f", configuration, "-V", "-db"];
  return startProgram({
    name: `haproxy-${port}`,
    command: "haproxy",
    args,
    folder,
    environment: process.env,
    readyWhen: "Using",
  });
}

function startPeer(name: PeerTask["name"], { folder, port, upstream, pki }: ProxyOptions): Promise<Program> {
  const directory = join(folder, `gateway-${port}`);
  if (name === "sallyport") writeGateway(directory, port, upstream, pki);
  return startPeerProcess(name, directory, { port, upstream, pki, folder });
}

/** nginx with the configuration that `sallyport gateway nginx` writes, and the gateway that it asks; both count. */
async function startBehindNginx(options: ProxyOptions): Promise<Program> {
  const { folder, port, upstream, pki } = options;
  const directory = join(folder, `gateway-${port}`);
  const nginxFolder = join(folder, `nginx-${port}`);
  mkdirSync(nginxFolder, { recursive: true });
  writeGateway(directory, port, upstream, pki);
  const gateway = await startPeerProcess("sallyport", directory, options, nginxFolder);
  const nginx = await startProgram({
    name: `nginx-of-sallyport-${port}`,
    command: "nginx",
    args: ["-c", join(nginxFolder, "nginx.conf"), "-e", "stderr", "-g", "daemon off; error_log stderr notice;"],
    folder,
    environment: process.env,
    readyWhen: "start worker process",
  });
  return {
    cpu: () => gateway.cpu() + nginx.cpu(),
    threads: () => new Map([...gateway.threads(), ...nginx.threads()]),
    memory: () => gateway.memory() + nginx.memory(),
    output: () => `${gateway.output()}${nginx.output()}`,
    stop: async () => {
      await nginx.stop();
      await gateway.stop();
    },
  };
}

function startPeerProcess(
  name: PeerTask["name"],
  directory: string,
  { folder, port, upstream, pki }: ProxyOptions,
  nginxFolder?: string,
): Promise<Program> {
  const tls =
    pki === null ? {} : { tls: { ca: pki.ca.certificate, cert: pki.gateway.certificate, key: pki.gateway.key } };
  const behind = nginxFolder === undefined ? {} : { nginxFolder };
  const task: PeerTask = { name, port, upstream, directory, ...tls, ...behind };
  return startProgram({
    name: `${name.replaceAll("/", "-")}-${port}`,
    args: ["--import", tsx, peerScript],
    folder,
    environment: { ...process.env, PEER: JSON.stringify(task) },
    readyWhen: "listens on ",
  });
}

/** One route with a condition, and over TLS the filter that sets the device's header. */
function writeGateway(directory: string, port: number, upstream: string, pki: TestPki | null): void {
  mkdirSync(join(directory, "routes"), { recursive: true });
  const write = (file: string, content: unknown): void =>
    writeFileSync(join(directory, file), JSON.stringify(content, null, 2));
  const connector = { host: "127.0.0.1", port };
  if (pki === null) {
    write("admin.json", { connectors: [connector] });
  } else {
    writePki(directory, pki);
    const secretsProvider = { type: "FileSystemSecretStore", config: { directory: "pki", suffix: ".pem" } };
    const keyManager = { type: "SecretsKeyManager", config: { signingSecretId: "gateway", secretsProvider } };
    const trustManager = {
      type: "SecretsTrustManager",
      config: { verificationSecretId: "ca", secretsProvider, checkRevocation: false },
    };
    const config = { clientAuth: "REQUIRED", keyManager, trustManager };
    write("admin.json", { connectors: [{ ...connector, tls: { type: "ServerTlsOptions", config } }] });
  }
  const filters = pki === null ? [] : [{ type: "ClientCertificateIdentityFilter", config: {} }];
  write("routes/bench.json", {
    condition: `\${find(request.uri.path, '^/')}`,
    baseURI: upstream,
    handler: { type: "Chain", config: { filters, handler: "ReverseProxyHandler" } },
  });
}

function writePki(folder: string, { ca, gateway }: TestPki): (name: string) => string {
  const directory = join(folder, "pki");
  mkdirSync(directory, { recursive: true });
  const texts = {
    "ca.pem": ca.certificate,
    "gateway.pem": gateway.certificate,
    "gateway-key.pem": gateway.key,
    "both.pem": `${gateway.certificate}\n${gateway.key}`,
  };
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(directory, name), text, { mode: 0o600 });
  return (name) => join(directory, name);
}
