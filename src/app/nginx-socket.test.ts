import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Deployment } from "./deployment/load.ts";
import { placesFor } from "./deployment/places.ts";
import { deploymentSchema } from "./deployment/schema.ts";
import { nginxPlaces, prepareNginxSocket } from "./nginx-socket.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sallyport-socket-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function deployment(nginx: object | undefined): Deployment {
  const gateway = nginx === undefined ? {} : { origin: "https://gateway.example.com", nginx };
  return {
    places: placesFor("deployment", folder, {}),
    lookup: () => undefined,
    environment: {},
    settings: deploymentSchema.parse({ gateway }),
    file: (path) => join(folder, "deployment", path),
  };
}

test.each([
  ["the state directory", {}, ".sallyport/nginx", ".sallyport/nginx/gateway.sock"],
  ["a folder of its own", { folder: "front" }, "deployment/front", "deployment/front/gateway.sock"],
  ["a socket apart", { socket: "run/ask.sock" }, ".sallyport/nginx", "deployment/run/ask.sock"],
])("nginx's things are in %s", (_where, nginx, expectedFolder, socket) => {
  expect(nginxPlaces(deployment(nginx))).toEqual({
    folder: join(folder, expectedFolder),
    socket: join(folder, socket),
  });
});

test("without nginx nothing is made", async () => {
  await prepareNginxSocket(deployment(undefined));
  expect(existsSync(join(folder, ".sallyport"))).toBe(false);
});

test("the socket of a process that was killed goes, and its folder is for this account only", async () => {
  const socket = join(folder, ".sallyport/nginx/gateway.sock");
  await prepareNginxSocket(deployment({}));
  expect(statSync(dirname(socket)).mode & 0o777).toBe(0o700);
  const listen = `require("node:net").createServer().listen(${JSON.stringify(socket)}, () => process.kill(process.pid, "SIGKILL"))`;
  const killed = spawn(process.execPath, ["-e", listen]);
  await new Promise((resolve) => killed.once("exit", resolve));
  expect(existsSync(socket)).toBe(true);
  await prepareNginxSocket(deployment({}));
  expect(existsSync(socket)).toBe(false);
});

test("the socket of a gateway that runs stays", async () => {
  const socket = join(folder, ".sallyport/nginx/gateway.sock");
  await prepareNginxSocket(deployment({}));
  const running = createServer((connection) => connection.destroy());
  await new Promise<void>((resolve) => running.listen(socket, resolve));
  await prepareNginxSocket(deployment({}));
  await new Promise((resolve, reject) => connect(socket).once("connect", resolve).once("error", reject));
  await new Promise((resolve) => running.close(resolve));
});
