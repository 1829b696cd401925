import { mkdir, readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { systemClock } from "../core/clock.ts";
import { errorCode } from "../core/errors.ts";
import { createLogger } from "../core/log.ts";
import { systemRandom } from "../core/random.ts";
import type { WrittenSite } from "../gateway/index.ts";
import { type Deployment, loadDeployment } from "./deployment/load.ts";
import { appErrors } from "./errors.ts";
import { nginxPlaces } from "./nginx-socket.ts";
import type { Host } from "./run.ts";

/** What `sallyport gateway nginx` wrote. */
export interface NginxReport extends WrittenSite {
  /** Absolute path of the Unix socket on which the gateway answers nginx. */
  readonly socket: string;
  /** Account of nginx's workers. */
  readonly user: string;
}

/**
 * Writes the configuration of an nginx that stands in front of a deployment's gateway. Nothing is started.
 *
 * @throws {app.not-configured} when `sallyport.json` has no `gateway.nginx`
 * @throws {gateway.config-invalid} with file and JSON pointer, also for what nginx cannot do
 */
export async function writeNginx(host: Host): Promise<NginxReport> {
  // Loaded here, so that no other command waits for it.
  const [{ writeNginxSite }, { gatewayOptions }] = await Promise.all([
    import("../gateway/index.ts"),
    import("./parts/gateway-options.ts"),
  ]);
  const deployment = await loadDeployment(host.directory, host);
  const { nginx: settings } = deployment.settings.gateway;
  const places = nginxPlaces(deployment);
  const log = createLogger("gateway", "error");
  const options = await gatewayOptions(deployment, { clock: systemClock, random: systemRandom, log });
  if (settings === undefined || places === null || options.nginx === undefined) {
    throw appErrors.error("app.not-configured", {
      message: `${deployment.file("sallyport.json")}: gateway.nginx is missing; "gateway": { "origin": "https://gateway.example.com", "nginx": {} } puts nginx in front`,
    });
  }
  const user = settings.user ?? ownAccount();
  await mkdir(places.folder, { recursive: true, mode: 0o700 });
  const upstreamCa = await furtherAuthorities(deployment);
  const site = await writeNginxSite({ ...options, ...upstreamCa, nginx: options.nginx, folder: places.folder, user });
  const remarks = user === "root" ? [...site.lint, asRoot] : site.lint;
  return { ...site, lint: remarks, socket: places.socket, user };
}

const asRoot =
  "nginx's workers run as root: name an account of their own in gateway.nginx.user, the one that the gateway runs as";

function ownAccount(): string {
  try {
    return userInfo().username;
  } catch (cause) {
    const message = `This account has no name (${errorCode(cause) ?? "unknown reason"}); set gateway.nginx.user.`;
    throw appErrors.error("app.not-configured", { message, cause });
  }
}

/** What node trusts besides its own list, nginx has to trust too. */
async function furtherAuthorities({ environment }: Deployment): Promise<{ upstreamCa?: string }> {
  const file = environment.NODE_EXTRA_CA_CERTS;
  return file === undefined || file === "" ? {} : { upstreamCa: await readFile(file, "utf8") };
}
