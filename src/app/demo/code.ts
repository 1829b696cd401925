import { placesFor } from "../deployment/places.ts";
import { appErrors } from "../errors.ts";
import { readDemoFile } from "./demo-file.ts";
import { oneTimeCode } from "./one-time-code.ts";

/** The code that a demo user's authenticator shows at `now`. @throws {app.not-configured} for a user it does not know */
export async function currentCode(name: string, workingDirectory: string, now: number): Promise<string> {
  const demo = await readDemoFile(placesFor(".", workingDirectory, process.env).state);
  const users = [demo.user, ...demo.users, ...demo.devices.map(({ user }) => user)];
  const found = users.find((user) => user.name === name);
  if (found !== undefined) return oneTimeCode(found.totpUri, now);
  const message = `the demo has no user "${name}"; it has ${users.map((user) => user.name).join(", ")}`;
  throw appErrors.error("app.not-configured", { message });
}
