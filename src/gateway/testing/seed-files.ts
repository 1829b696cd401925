import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** A route and the script that it names. */
export interface SeedFiles {
  readonly name: string;
  readonly route: string;
  readonly script: string;
  /** The script's name in the route. */
  readonly scriptFile: string;
}

const own = fileURLToPath(new URL("../../../test/fixtures/gateway", import.meta.url));
/** The files of the Intune node's documentation, as they were given: beside the repository, and not everywhere. */
const given = resolve(process.cwd(), "../shared/seed");

/** Host and port that the routes lead to. */
export const seedTenant = "openam-docs-rapid.forgeblocks.com:443";

/** The documented files, unmodified, where they are at hand; and always those that do the same in our own words. */
export function seedFiles(): readonly SeedFiles[] {
  const pairs = [
    { name: "our own equivalents", folder: own, route: "device-route.json", script: "device-header.groovy" },
    {
      name: "the documented files",
      folder: given,
      route: "mtls-intune.json",
      script: "ExtractDeviceIdFromClientCert.groovy",
    },
  ];
  return pairs
    .filter(({ folder }) => existsSync(folder))
    .map(({ name, folder, route, script }) => ({
      name,
      route: readFileSync(join(folder, route), "utf8"),
      script: readFileSync(join(folder, script), "utf8"),
      scriptFile: script,
    }));
}
