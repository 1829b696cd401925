import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

/**
 * The clients of the gateway's benchmark, in a process of their own. They speak HTTP/1.1 by hand, so that two cores are
 * left for what is measured. It reads its task from LOAD and writes what came of it as JSON.
 */

export interface LoadTask {
  readonly kind: "requests" | "idle";
  readonly port: number;
  readonly connections: number;
  readonly milliseconds: number;
  readonly tls?: { readonly ca: string; readonly cert: string; readonly key: string };
}

export interface LoadResult {
  readonly answers: number;
  /** Connections that were open at the end. */
  readonly open: number;
}

const head = ["GET /bench HTTP/1.1", "Host: localhost", "User-Agent: bench", "Accept: */*", "Accept-Encoding: gzip"];
const request = Buffer.from(`${head.join("\r\n")}\r\n\r\n`, "latin1");

const task: LoadTask = JSON.parse(process.env.LOAD ?? "{}");
let answers = 0;
let stopping = false;

function open(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const { port, tls } = task;
    const address = { port, host: "127.0.0.1" };
    const socket: Socket =
      tls === undefined
        ? connectTcp({ ...address, noDelay: true }, () => resolve(socket))
        : connectTls({ ...address, ...tls, servername: "localhost" }, () => resolve(socket));
    socket.once("error", reject);
  });
}

/** Whole answers in the bytes of a connection; every one must be 200 with a length. */
function answersOf(socket: Socket, onAnswer: () => void): void {
  let rest = "";
  socket.on("data", (chunk: Buffer) => {
    rest += chunk.toString("latin1");
    for (;;) {
      const end = rest.indexOf("\r\n\r\n");
      if (end < 0) return;
      const text = rest.slice(0, end);
      const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
      if (!text.startsWith("HTTP/1.1 200") || length === undefined) fail(`an unexpected answer: ${text}`);
      const total = end + 4 + Number(length);
      if (rest.length < total) return;
      rest = rest.slice(total);
      onAnswer();
    }
  });
  socket.on("error", (problem) => fail(problem.message));
}

function fail(why: string): never {
  process.stderr.write(`${why}\n`);
  process.exit(1);
}

async function requests(): Promise<void> {
  const sockets = await Promise.all(Array.from({ length: task.connections }, open));
  process.stdout.write("running\n");
  // Whoever reads the processor time now must be done before there is work.
  await new Promise((resolve) => setTimeout(resolve, 100));
  for (const socket of sockets) {
    answersOf(socket, () => {
      answers += 1;
      if (!stopping) socket.write(request);
    });
    socket.write(request);
  }
  await new Promise((resolve) => setTimeout(resolve, task.milliseconds));
  stopping = true;
  finish(sockets);
}

/** Opens connections in portions, sends one request on each, and looks how many stay. */
async function idle(): Promise<void> {
  const sockets: Socket[] = [];
  while (sockets.length < task.connections) {
    const portion = Math.min(100, task.connections - sockets.length);
    const opened = await Promise.all(Array.from({ length: portion }, open));
    await Promise.all(
      opened.map(
        (socket) =>
          new Promise<void>((resolve) => {
            answersOf(socket, resolve);
            socket.write(request);
          }),
      ),
    );
    sockets.push(...opened);
  }
  process.stdout.write("running\n");
  await new Promise((resolve) => setTimeout(resolve, task.milliseconds));
  // Each is still good for a request.
  for (const socket of sockets.filter((_socket, index) => index % 100 === 0)) {
    await new Promise<void>((resolve) => {
      socket.once("data", () => resolve());
      socket.write(request);
    });
    answers += 1;
  }
  finish(sockets);
}

function finish(sockets: readonly Socket[]): void {
  const result: LoadResult = { answers, open: sockets.filter(({ destroyed }) => !destroyed).length };
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
}

await (task.kind === "requests" ? requests() : idle());
