import { Agent, request } from "undici";
import type { Faults, RecordedRequest } from "../../src/emulator/index.ts";
import { ca, demo, secretOf } from "./demo.ts";

/** The emulator's control API: lets Microsoft fail, changes devices, and tells what Microsoft was asked. */
export interface EmulatorControl {
  fail(faults: Faults): Promise<void>;
  /** Ends every fault. */
  heal(): Promise<void>;
  change(deviceId: string, members: Record<string, unknown>): Promise<void>;
  device(deviceId: string): Promise<Record<string, unknown>>;
  requests(): Promise<readonly RecordedRequest[]>;
  close(): Promise<void>;
}

export function emulatorControl(): EmulatorControl {
  const dispatcher = new Agent({ connect: { ca } });
  const headers = {
    authorization: `Bearer ${secretOf("emulator.control.token")}`,
    "content-type": "application/json",
  };
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  const call = async (method: "GET" | "PUT" | "PATCH" | "DELETE", path: string, body?: unknown): Promise<any> => {
    const answer = await request(`${demo.emulator}/_emulator${path}`, {
      method,
      dispatcher,
      headers: body === undefined ? { authorization: headers.authorization } : headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  };
  return {
    fail: (faults) => call("PUT", "/faults", faults),
    heal: () => call("DELETE", "/faults"),
    change: (deviceId, members) => call("PATCH", `/devices/${deviceId}`, members),
    device: async (deviceId) => (await call("GET", `/devices/${deviceId}`)).device,
    requests: async () => (await call("GET", "/requests")).requests,
    close: () => dispatcher.close(),
  };
}
