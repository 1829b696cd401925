import type { DevelopmentPki } from "../../pki/index.ts";
import type { PartName } from "../parts/part.ts";
import type { DemoFile, DemoUser } from "./demo-file.ts";
import { demoAdministrator, demoDevices, demoUser, spareUsers } from "./devices.ts";
import { totpUri } from "./one-time-code.ts";

/** Puts together what `.sallyport/demo.json` says. `secret` reads from the secrets directory. */
export function demoFile(
  origins: ReadonlyMap<PartName, string>,
  pki: DevelopmentPki,
  secret: (name: string) => string,
): DemoFile {
  const user = (name: string): DemoUser => ({
    name,
    password: secret(`user.${name}.password`),
    totpUri: totpUri(name, secret(`user.${name}.totp`)),
  });
  const files = new Map(pki.devices.map((device) => [device.name, device]));
  return {
    gateway: origins.get("gateway") ?? "",
    server: origins.get("server") ?? "",
    emulator: origins.get("emulator") ?? "",
    ca: pki.ca.certificateFile,
    admin: { name: demoAdministrator, password: secret(`user.${demoAdministrator}.password`) },
    user: user(demoUser),
    users: spareUsers.map(user),
    devices: demoDevices.map((device) => ({
      name: device.name,
      id: device.id,
      cert: files.get(device.name)?.certificateFile ?? "",
      key: files.get(device.name)?.keyFile ?? "",
      outcome: device.outcome,
      authLevel: device.authLevel,
      user: user(device.user),
    })),
  };
}
