import { join } from "node:path";
import { z } from "zod";
import { readJsonFile, validateConfig } from "../../core/config-file.ts";
import { writePrivateFile } from "../deployment/secret-files.ts";

/** `.sallyport/demo.json`: everything that people's own scripts need to use the demo. Mode 0600. */

const account = z.object({ name: z.string(), password: z.string() });
const user = account.extend({ totpUri: z.string() });

export const demoFileSchema = z.object({
  gateway: z.string(),
  server: z.string(),
  emulator: z.string(),
  ca: z.string(),
  admin: account,
  user,
  users: z.array(user),
  devices: z.array(
    z.object({
      name: z.string(),
      id: z.string().nullable(),
      cert: z.string(),
      key: z.string(),
      outcome: z.string(),
      authLevel: z.number().nullable(),
      user,
    }),
  ),
});

export type DemoFile = z.output<typeof demoFileSchema>;
export type DemoUser = z.output<typeof user>;

export function demoFilePath(state: string): string {
  return join(state, "demo.json");
}

export function writeDemoFile(state: string, demo: DemoFile): void {
  writePrivateFile(demoFilePath(state), `${JSON.stringify(demo, null, 2)}\n`, state);
}

export async function readDemoFile(state: string): Promise<DemoFile> {
  const file = demoFilePath(state);
  return validateConfig(await readJsonFile(file), demoFileSchema, file);
}
