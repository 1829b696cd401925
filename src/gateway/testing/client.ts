import { request as httpRequest } from "node:http";
import { request as httpsRequest, type RequestOptions } from "node:https";
import { connect as tcpConnect } from "node:net";
import type { TestKeyPair } from "../../device/testing/certificates.ts";
import type { TestPki } from "./pki.ts";

export interface Answer {
  readonly status: number;
  readonly rawHeaders: readonly string[];
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

export interface Ask {
  readonly port: number;
  readonly pki?: TestPki;
  readonly certificate?: TestKeyPair | undefined;
  readonly path?: string;
  readonly method?: string;
  /** Name, value, name, value: spelt and repeated as given. */
  readonly headers?: readonly string[];
  readonly body?: string;
  readonly tls?: Omit<RequestOptions, "headers" | "host" | "method" | "path" | "port">;
}

/** One request on its own connection; rejects when the connection ends without an answer. */
export function ask(options: Ask): Promise<Answer> {
  const { port, pki, certificate, path = "/", method = "GET", headers = [], body } = options;
  const all = [
    ...headers,
    "Host",
    `localhost:${port}`,
    ...(body === undefined ? [] : ["Content-Length", String(body.length)]),
  ];
  return new Promise((resolve, reject) => {
    const common = { host: "127.0.0.1", port, path, method, headers: all, agent: false };
    const secure = {
      servername: "localhost",
      ca: pki?.ca.certificate,
      cert: certificate?.certificate,
      key: certificate?.key,
      ...options.tls,
    };
    const sent = pki === undefined ? httpRequest(common) : httpsRequest({ ...common, ...secure });
    sent.on("error", reject);
    sent.on("response", (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString("utf8");
      });
      response.on("error", reject);
      response.on("end", () => {
        const { statusCode = 0, rawHeaders } = response;
        resolve({ status: statusCode, rawHeaders, headers: response.headers, body: text });
      });
    });
    sent.end(body);
  });
}

/** Milliseconds of silence after which an open connection has said all, and for which the first word is waited for. */
const silence = 500;
const patience = 20_000;

/** Sends bytes as they are and returns everything that comes back until the connection ends, or falls silent. */
export function askRaw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = tcpConnect(port, "127.0.0.1", () => socket.write(bytes, "latin1"));
    let text = "";
    const done = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(text);
    };
    let timer = setTimeout(done, patience);
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      clearTimeout(timer);
      timer = setTimeout(done, silence);
    });
    socket.on("error", done);
    socket.on("close", done);
  });
}
