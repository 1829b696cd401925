import { appErrors } from "../errors.ts";
import type { DeploymentFile } from "./schema.ts";

const loopback = /^(127(\.\d{1,3}){3}|::1|localhost)$/;

/**
 * What production refuses (design: "Mode") and what no mode allows.
 *
 * @throws {app.not-in-production}, {app.listener-refused}
 */
export function checkMode({ administration, mode, emulator, microsoft, server }: DeploymentFile): void {
  if (!loopback.test(server.host)) {
    const message = `server.host is ${server.host}: without TLS the server listens only on loopback; put the gateway in front`;
    throw appErrors.error("app.listener-refused", { message });
  }
  const administrationHost = administration?.listener?.host ?? server.host;
  if (!loopback.test(administrationHost)) {
    const message = `administration.listener.host is ${administrationHost}: without TLS administration listens only on loopback`;
    throw appErrors.error("app.listener-refused", { message });
  }
  if (mode !== "production") return;
  if (emulator !== undefined) {
    throw refused("the emulator plays Microsoft; remove /emulator from sallyport.json or set mode to development");
  }
  if (typeof microsoft.cloud !== "string") {
    throw refused("microsoft.cloud names hosts that are not Microsoft's; name a cloud or set mode to development");
  }
  for (const [name, { cloud }] of Object.entries(microsoft.connections)) {
    if (typeof cloud !== "object") continue;
    throw refused(`microsoft.connections.${name}.cloud names hosts that are not Microsoft's; name a cloud`);
  }
}

/** @throws {app.not-in-production} */
export function refused(why: string): Error {
  return appErrors.error("app.not-in-production", { message: `mode is production: ${why}` });
}
