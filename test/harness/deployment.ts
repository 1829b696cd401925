import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { state as demoState } from "./demo.ts";
import { freePorts } from "./ports.ts";
import { type Sallyport, sallyport } from "./sallyport.ts";

/**
 * A deployment of a test's own: the example, changed as the test needs, run by `sallyport start` with a state directory
 * and ports of its own. It lends certificates and secrets of the demo, so the demo's users and devices log in here too,
 * with limits and one-time codes that no other test has touched.
 */
export interface OwnDeployment {
  readonly gateway: string;
  readonly server: string;
  readonly emulator: string;
  /** Where it keeps database and keys. */
  readonly state: string;
  readonly process: Sallyport;
  /** Stops it and removes everything. */
  remove(): Promise<void>;
}

/** Changes one JSON file of the copy; one that is not there begins as `{}`. */
// biome-ignore lint/suspicious/noExplicitAny: tests reach anywhere into a document
export type ChangeFile = (path: string, change: (document: any) => void) => void;

export interface DeploymentOptions {
  readonly change?: (file: ChangeFile) => void;
  readonly only?: "server";
}

const example = fileURLToPath(new URL("../../examples/mtls-intune", import.meta.url));

/** A folder with a changed copy of the example in `deployment/`. */
export function copyOfExample(change?: (file: ChangeFile) => void): string {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-deployment-"));
  cpSync(example, join(folder, "deployment"), { recursive: true });
  change?.((path, apply) => {
    const file = join(folder, "deployment", path);
    const document = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
    apply(document);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(document, null, 2));
  });
  return folder;
}

/** Environment for a deployment that lends the demo's certificates and secrets. */
export async function lentEnvironment(): Promise<Record<string, string>> {
  return {
    ...(await freePorts()),
    SALLYPORT_SECRETS_DIRECTORY: join(demoState, "secrets"),
    SALLYPORT_PKI_DIRECTORY: join(demoState, "pki"),
  };
}

export async function deploy({ change, only }: DeploymentOptions = {}): Promise<OwnDeployment> {
  const folder = copyOfExample(change);
  const env = await lentEnvironment();
  const args = ["start", "deployment", ...(only === undefined ? [] : ["--only", only])];
  const process = sallyport(args, { folder, env });
  await process.until(only === undefined ? "Sallyport is ready" : "listens on");
  return {
    gateway: `https://localhost:${env.SALLYPORT_GATEWAY_PORT}`,
    server: `http://127.0.0.1:${env.SALLYPORT_SERVER_PORT}`,
    emulator: `https://localhost:${env.SALLYPORT_EMULATOR_PORT}`,
    state: join(folder, ".sallyport"),
    process,
    async remove() {
      await process.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
