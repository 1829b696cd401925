import { mkdir, rm } from "node:fs/promises";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { errorCode } from "../core/errors.ts";
import type { Deployment } from "./deployment/load.ts";

/** Where an nginx in front of the gateway has its things. Both absolute. */
export interface NginxPlaces {
  readonly folder: string;
  readonly socket: string;
}

/** Null without nginx in front. */
export function nginxPlaces({ settings, places, file }: Deployment): NginxPlaces | null {
  const { nginx } = settings.gateway;
  if (nginx === undefined) return null;
  const folder = nginx.folder === undefined ? join(places.state, "nginx") : file(nginx.folder);
  return { folder, socket: nginx.socket === undefined ? join(folder, "gateway.sock") : file(nginx.socket) };
}

/**
 * Makes room for the socket: its folder, and no socket of a process that was killed. Only for the first process of a
 * gateway: a socket that its workers are about to listen on does not answer either.
 */
export async function prepareNginxSocket(deployment: Deployment): Promise<void> {
  const places = nginxPlaces(deployment);
  if (places === null) return;
  await mkdir(dirname(places.socket), { recursive: true, mode: 0o700 });
  if (await isDead(places.socket)) await rm(places.socket, { force: true });
}

function isDead(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect({ path });
    probe.once("connect", () => {
      resolve(false);
      probe.destroy();
    });
    probe.once("error", (problem) => resolve(errorCode(problem) === "ECONNREFUSED"));
  });
}
