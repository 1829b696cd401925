import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { listening } from "./listening.ts";

/** One request as the application received it. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

export interface TestUpstream {
  readonly origin: string;
  readonly received: Received[];
  close(): Promise<void>;
}

/** An application that remembers what it received and answers `ok`, or as `answer` says. */
export async function startUpstream(answer?: RequestListener): Promise<TestUpstream> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    if (answer !== undefined) {
      received.push(remember(request, ""));
      answer(request, response);
      return;
    }
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString("utf8");
    });
    request.on("end", () => {
      received.push(remember(request, body));
      response.end("ok");
    });
  });
  const port = await listening(server);
  return {
    origin: `http://127.0.0.1:${port}`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function remember(request: IncomingMessage, body: string): Received {
  const { method = "", url = "", rawHeaders } = request;
  return { method, url, rawHeaders, body };
}

/** All values of a header, whatever its spelling with case, `_` and `-`. */
export function valuesOf(received: Received | undefined, name: string): string[] {
  const canonical = (text: string): string => text.toLowerCase().replaceAll("_", "-");
  const raw = received?.rawHeaders ?? [];
  return raw.filter((_value, index) => index % 2 === 1 && canonical(raw[index - 1] ?? "") === canonical(name));
}
