import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { readJsonFile, validateConfig } from "../../core/config-file.ts";
import { type EmailTemplate, emailTemplateSchema } from "../../nodes/index.ts";
import type { Deployment } from "./load.ts";
import { readFolder } from "./read.ts";

/**
 * Reads the e-mail templates of a realm, `realms/<name>/email-templates/<template>.json`, by name. There are no tokens in
 * them: what is in double braces is a placeholder.
 */
export async function readEmailTemplates(
  deployment: Deployment,
  realm: string,
): Promise<ReadonlyMap<string, EmailTemplate>> {
  const directory = deployment.file(join("realms", realm, "email-templates"));
  if (!existsSync(directory)) return new Map();
  const files = (await readFolder(directory)).filter((file) => file.endsWith(".json"));
  const read = files.map(async (file) => {
    const path = join(directory, file);
    return [basename(file, ".json"), validateConfig(await readJsonFile(path), emailTemplateSchema, path)] as const;
  });
  return new Map(await Promise.all(read));
}
