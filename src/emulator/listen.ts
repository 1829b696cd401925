import type { AddressInfo } from "node:net";
import { errorCode } from "../core/errors.ts";
import { isLoopback, type LoopbackHost } from "./address.ts";
import type { EmulatorApp } from "./app.ts";
import { emulatorErrors } from "./errors.ts";

/**
 * @throws {emulator.listen-failed} naming the port when it is taken
 * @throws {emulator.not-loopback} when the name turns out to stand for another address
 */
export async function listen(app: EmulatorApp, host: LoopbackHost, port: number): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    const reason = errorCode(cause) === "EADDRINUSE" ? "the port is in use" : (errorCode(cause) ?? "unknown reason");
    const message = `The emulator cannot listen on ${host}:${port}: ${reason}.`;
    throw emulatorErrors.error("emulator.listen-failed", { message, cause });
  }
  if (boundTo(app).every(isLoopback)) return;
  await app.close();
  throw emulatorErrors.error("emulator.not-loopback", {
    message: `"${host}" is not a loopback address on this machine.`,
  });
}

/** The port that was bound; `undefined` before. */
export function portOf(app: EmulatorApp): number | undefined {
  return boundTo(app)[0]?.port;
}

function boundTo(app: EmulatorApp): AddressInfo[] {
  return app.addresses().filter((address) => typeof address !== "string");
}
