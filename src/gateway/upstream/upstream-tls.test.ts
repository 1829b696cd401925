import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { rename, writeFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TLSSocket } from "node:tls";
import { Agent, WebSocket } from "undici";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { JsonObject } from "../../core/json.ts";
import { commonNames, makeCertificate, type TestKeyPair } from "../../device/testing/certificates.ts";
import { ask } from "../testing/client.ts";
import { startTestGateway, type TestGateway } from "../testing/harness.ts";
import { listening } from "../testing/listening.ts";
import { createPki, type TestPki } from "../testing/pki.ts";

/** An application that wants a client certificate, and says whose it got. */

let pki: TestPki;
let client: TestKeyPair;
let foreignAuthority: TestKeyPair;
let store: Buffer;
let port: number;
let strict: Server;
let gateway: TestGateway | undefined;
/** Requests whose answers a test holds back. */
const held: ServerResponse[] = [];
const names: string[] = [];
const sockets = new Set<Socket>();

beforeAll(async () => {
  pki = await createPki();
  client = await makeCertificate({ subject: commonNames("first"), issuer: pki.ca });
  foreignAuthority = await makeCertificate({ subject: commonNames("Foreign CA"), ca: true });
  const file = join(tmpdir(), `sallyport-${process.pid}-store`);
  await writeFile(`${file}.pem`, `${client.certificate}\n${client.key}`);
  execFileSync("openssl", ["pkcs12", "-export", "-in", `${file}.pem`, "-out", file, "-passout", "pass:correct horse"]);
  store = execFileSync("cat", [file]);
  execFileSync("rm", [file, `${file}.pem`]);
  strict = createServer(
    {
      cert: pki.gateway.certificate,
      key: pki.gateway.key,
      ca: pki.ca.certificate,
      requestCert: true,
      rejectUnauthorized: true,
    },
    (request, response) => {
      const name = request.socket instanceof TLSSocket ? String(request.socket.getPeerCertificate().subject?.CN) : "";
      names.push(name);
      if (request.url === "/held") {
        response.write("begun, ");
        held.push(response);
      } else response.end(name);
    },
  );
  strict.on("upgrade", (request, socket) => {
    const key = request.headers["sec-websocket-key"] ?? "";
    const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
    const head = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
    socket.write(`${[...head, `Sec-WebSocket-Accept: ${accept}`].join("\r\n")}\r\n\r\n`);
    // One text frame, unmasked as servers write them.
    socket.write(Buffer.concat([Buffer.from([0x81, 5]), Buffer.from("hello")]));
    socket.on("error", () => socket.destroy());
  });
  strict.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  port = await listening(strict);
});
afterEach(async () => {
  names.length = 0;
  await gateway?.close();
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  strict.close();
});

const secretsProvider = { type: "FileSystemSecretStore", config: { directory: "keys", suffix: ".pem" } };
const trustManager = {
  type: "SecretsTrustManager",
  config: { verificationSecretId: "ca", secretsProvider, checkRevocation: false },
};
const keyManager = { type: "SecretsKeyManager", config: { signingSecretId: "client", secretsProvider } };

interface Setting {
  readonly tls: JsonObject;
  readonly host?: string;
  readonly mode?: "production" | "development";
  readonly secure?: boolean;
}

async function start({ tls, host = "localhost", mode = "production", secure = false }: Setting): Promise<TestGateway> {
  const options = { type: "ClientTlsOptions", name: "Towards", config: tls };
  const handler = { type: "ReverseProxyHandler", config: { tls: "Towards", websocket: { enabled: true } } };
  const baseURI = `https://${host}:${port}`;
  gateway = await startTestGateway({
    ...(secure ? { pki } : {}),
    files: {
      "keys/ca.pem": pki.ca.certificate,
      "keys/foreign.pem": foreignAuthority.certificate,
      "keys/client.pem": client.certificate,
      "keys/client-key.pem": client.key,
      "keys/both.pem": `${client.certificate}\n${client.key}`,
      "config.json": { heap: [options], handler: { type: "Router", config: {} } },
    },
    routes: { "a.json": { baseURI, handler } },
    options: { mode, resolve: { [`${host}:${port}`]: `127.0.0.1:${port}` } },
  });
  await writeFile(join(gateway.directory, "keys/store.p12"), store);
  return gateway;
}

const pem = (url: string): JsonObject => ({ type: "KeyStore", config: { url, type: "PEM" } });

test.each<[string, JsonObject]>([
  ["from secrets, certificate and key in two files", { keyManager, trustManager }],
  [
    "from a KeyStore of PEM",
    {
      keyManager: { type: "KeyManager", config: { keystore: pem("keys/both.pem") } },
      trustManager: { type: "TrustManager", config: { keystore: pem("keys/ca.pem") } },
    },
  ],
  ["with TLS 1.2 only", { keyManager, trustManager, sslEnabledProtocols: ["TLSv1.2"] }],
])("the application gets the handler's certificate: %s", async (_what, tls) => {
  const { port: at } = await start({ tls });
  expect(await ask({ port: at })).toMatchObject({ status: 200, body: "first" });
});

test("the application gets the handler's certificate: from a KeyStore of PKCS#12", async () => {
  const { directory } = await start({ tls: { keyManager, trustManager } });
  const keystore = { type: "KeyStore", config: { url: join(directory, "keys/store.p12"), password: "correct horse" } };
  const second = await startTestGateway({
    files: { "keys/ca.pem": pki.ca.certificate },
    routes: {
      "a.json": {
        baseURI: `https://localhost:${port}`,
        handler: {
          type: "ReverseProxyHandler",
          config: {
            tls: {
              type: "ClientTlsOptions",
              config: { keyManager: { type: "KeyManager", config: { keystore } }, trustManager },
            },
          },
        },
      },
    },
    options: { resolve: { [`localhost:${port}`]: `127.0.0.1:${port}` } },
  });
  expect(second.status().map(({ reason }) => reason)).toEqual([null]);
  expect(await ask({ port: second.port })).toMatchObject({ status: 200, body: "first" });
  await second.close();
});

const foreignTrust = {
  type: "SecretsTrustManager",
  config: { verificationSecretId: "foreign", secretsProvider, checkRevocation: false },
};

test.each<[string, Setting]>([
  ["whose authority is not the one to trust", { tls: { keyManager, trustManager: foreignTrust } }],
  ["whose authority only the deployment would know", { tls: { keyManager } }],
  ["that has another name", { tls: { keyManager, trustManager }, host: "other.example.com" }],
  ["that wants a certificate, when there is none to show", { tls: { trustManager } }],
])("no request goes to an application %s", async (_what, setting) => {
  const { port: at } = await start(setting);
  expect((await ask({ port: at })).status).toBe(502);
  expect(names).toEqual([]);
});

test.each<[string, JsonObject, string]>([
  ["ALLOW_ALL", { keyManager, trustManager, hostnameVerifier: "ALLOW_ALL" }, "other.example.com"],
  ["TrustAllManager", { keyManager, trustManager: { type: "TrustAllManager" } }, "localhost"],
])("%s is for development, and refused in production", async (_what, tls, host) => {
  const { port: at } = await start({ tls, host, mode: "development" });
  expect((await ask({ port: at })).status).toBe(200);
  await expect(start({ tls, host })).rejects.toMatchObject({ code: "gateway.config-invalid" });
});

test("a WebSocket goes over TLS on both sides, with the handler's certificate", async () => {
  const { port: at } = await start({ tls: { keyManager, trustManager }, secure: true });
  const { certificate: cert, key } = pki.device;
  const dispatcher = new Agent({ connect: { ca: pki.ca.certificate, cert, key } });
  const socket = new WebSocket(`wss://localhost:${at}/`, { dispatcher });
  const text = await new Promise((resolve, reject) => {
    socket.addEventListener("message", ({ data }) => resolve(data));
    socket.addEventListener("error", reject);
  });
  expect(text).toBe("hello");
  socket.close();
  await dispatcher.destroy();
});

test("a reload takes new keys and authorities, and finishes what is on its way with the old ones", async () => {
  const started = await start({ tls: { keyManager, trustManager } });
  const { directory, port: at } = started;
  const running = ask({ port: at, path: "/held" });
  await expect.poll(() => held.length).toBe(1);
  const replace = async (file: string, text: string): Promise<void> => {
    await writeFile(join(directory, "new"), text);
    await rename(join(directory, "new"), join(directory, "keys", file));
  };

  const second = await makeCertificate({ subject: commonNames("second"), issuer: pki.ca });
  await replace("client.pem", second.certificate);
  await started.reload();
  // Half of a pair is no pair: what was there before goes on being used.
  expect((await ask({ port: at })).body).toBe("first");
  await replace("client-key.pem", second.key);
  await started.reload();
  expect((await ask({ port: at })).body).toBe("second");
  for (const response of held.splice(0)) response.end("ended");
  expect((await running).body).toBe("begun, ended");

  await replace("ca.pem", foreignAuthority.certificate);
  await started.reload();
  expect((await ask({ port: at })).status).toBe(502);
  await replace("ca.pem", pki.ca.certificate);
  await started.reload();
  expect((await ask({ port: at })).body).toBe("second");
});

test("connections stay when a reload finds nothing new", async () => {
  const started = await start({ tls: { keyManager, trustManager } });
  await ask({ port: started.port });
  const [before] = [...sockets].slice(-1);
  await started.reload();
  const opened = once(strict, "secureConnection").then(() => "opened");
  await ask({ port: started.port });
  expect(await Promise.race([opened, Promise.resolve("kept")])).toBe("kept");
  expect(before?.destroyed).toBe(false);
});
