import { randomInt } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:net";

/**
 * Ports for servers that must be told where to listen. They lie below those that the system gives to connections and to
 * whoever listens on port 0: between the look and its use, nobody comes by one.
 */
const lowest = 10_240;

/** Three that nobody has, so that a demo that a person runs meanwhile is left alone. */
export async function freePorts(): Promise<Record<string, string>> {
  const names = ["SALLYPORT_GATEWAY_PORT", "SALLYPORT_SERVER_PORT", "SALLYPORT_EMULATOR_PORT"];
  const ports: Record<string, string> = {};
  const held: Server[] = [];
  for (const name of names) {
    const { port, server } = await hold();
    ports[name] = String(port);
    held.push(server);
  }
  await Promise.all(held.map(release));
  return ports;
}

export async function freePort(): Promise<number> {
  const { port, server } = await hold();
  await release(server);
  return port;
}

/** Listens on a port that was free. */
async function hold(): Promise<{ readonly port: number; readonly server: Server }> {
  for (;;) {
    const port = randomInt(lowest, firstOfSystem());
    const server = createServer();
    const isHeld = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => resolve(true));
    });
    if (isHeld) return { port, server };
  }
}

async function release(server: Server): Promise<void> {
  server.close();
  await once(server, "close");
}

function firstOfSystem(): number {
  const [first = ""] = readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8").split(/\s/);
  return Math.max(Number(first), lowest + 1_000);
}
