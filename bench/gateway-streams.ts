import { createServer } from "node:http";

/** The application for large bodies: /download sends 1 GiB, any POST is read and counted. */

const total = 2 ** 30;
const piece = Buffer.alloc(64 * 1024, "x");

const server = createServer((request, response) => {
  if (request.method === "POST") {
    let count = 0;
    request.on("data", (chunk: Buffer) => {
      count += chunk.length;
    });
    request.on("end", () => response.end(String(count)));
    return;
  }
  response.writeHead(200, { "Content-Length": total });
  let left = total;
  const send = (): void => {
    while (left > 0) {
      left -= piece.length;
      if (!response.write(piece)) {
        response.once("drain", send);
        return;
      }
    }
    response.end();
  };
  send();
});
server.requestTimeout = 0;
server.listen(Number(process.env.PORT), "127.0.0.1", () => process.stdout.write("listens on\n"));
