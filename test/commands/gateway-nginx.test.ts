import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { client, codesOf, logIn } from "../harness/client.ts";
import { demo, state as demoState, deviceFor, identityOf, traceOf } from "../harness/demo.ts";
import { type ChangeFile, copyOfExample, deploy, type OwnDeployment } from "../harness/deployment.ts";
import { endOf } from "../harness/end-of.ts";
import { run } from "../harness/intune-deployment.ts";

/** `sallyport gateway nginx`, and a deployment with the nginx in front that it writes. */

const nginxProgram = "/usr/sbin/nginx";
const spare = new Map(demo.devices.map((device, index) => [device.outcome, demo.users[index] ?? demo.user]));
const lent = {
  SALLYPORT_SECRETS_DIRECTORY: join(demoState, "secrets"),
  SALLYPORT_PKI_DIRECTORY: join(demoState, "pki"),
};

describe("the command alone", () => {
  test.each<[string, RegExp, ((file: ChangeFile) => void) | undefined]>([
    [
      "gateway.nginx",
      /sallyport\.json: gateway\.nginx is missing; .*"nginx": \{\}.* \[app\.not-configured\]/,
      undefined,
    ],
    [
      "gateway.origin",
      /sallyport\.json\/gateway\/origin: is needed with nginx in front: .*https:\/\/gateway\.example\.com/,
      (file) => file("sallyport.json", (document) => Object.assign(document, { gateway: { nginx: {} } })),
    ],
  ])("without %s ends with 1 and shows what to write", async (_setting, message, change) => {
    const folder = copyOfExample(change);
    const { code, stdout, stderr } = await run(["gateway", "nginx", "deployment"], folder, lent);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain("    at ");
    rmSync(folder, { recursive: true });
  });

  test("--help gives examples and says what each exit code means", async () => {
    const { code, stdout } = await run(["gateway", "nginx", "--help"], demoState);
    expect(code).toBe(0);
    for (const text of ["[directory]", "--json", "Examples:", "Exit codes: 0 done; 1"]) expect(stdout).toContain(text);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe("a deployment with nginx in front of two processes of the gateway", () => {
  let deployment: OwnDeployment;
  let nginx: ChildProcess;
  let folder: string;

  beforeAll(async () => {
    deployment = await deploy({
      change: (file) =>
        file("sallyport.json", ({ gateway }) => {
          Object.assign(gateway, { workers: 2, nginx: {} });
        }),
    });
    folder = join(deployment.state, "nginx");
    const written = await command();
    expect(written).toMatchObject({ code: 0, stderr: "" });
    expect(written.stdout).toContain(`nginx -t -c ${join(folder, "nginx.conf")}\n`);
    nginx = spawn(nginxProgram, ["-c", join(folder, "nginx.conf"), "-g", "daemon off;"], { stdio: "ignore" });
    await untilServed(deployment.gateway);
  });

  afterAll(async () => {
    await endOf(nginx);
    await deployment.remove();
  });

  function command(...options: string[]) {
    return run(["gateway", "nginx", "deployment", ...options], dirname(deployment.state), {
      ...lent,
      SALLYPORT_GATEWAY_PORT: new URL(deployment.gateway).port,
      SALLYPORT_SERVER_PORT: new URL(deployment.server).port,
      SALLYPORT_EMULATOR_PORT: new URL(deployment.emulator).port,
    });
  }

  test("nginx accepts what is written, and --json says where it is", async () => {
    const report = JSON.parse((await command("--json")).stdout);
    expect(report).toMatchObject({
      file: join(folder, "nginx.conf"),
      socket: join(folder, "gateway.sock"),
      connectors: [{ host: "127.0.0.1", port: Number(new URL(deployment.gateway).port) }],
      origins: [deployment.server],
    });
    const checked = spawnSync(nginxProgram, ["-t", "-c", report.file], { encoding: "utf8" });
    expect(checked.stderr).toContain("test is successful");
  });

  test("keys are for this account only, and so is the folder", () => {
    const modes = readdirSync(join(folder, "tls"))
      .filter((name) => name.includes("-key-"))
      .map((name) => modeOf(join(folder, "tls", name)));
    expect(modes).toEqual(["600"]);
    expect(modeOf(folder)).toBe("700");
    expect(modeOf(deployment.state)).toBe("700");
    expect(modeOf(join(folder, "gateway.sock"))).toBe("660");
  });

  it.each(demo.devices.map((device) => [device.name, device.outcome, device.authLevel] as const))(
    "the device %s leaves the Intune node by %s and reaches level %s",
    async (_name, outcome, authLevel) => {
      const device = client({ origin: deployment.gateway, identity: identityOf(deviceFor(outcome)) });
      const user = spare.get(outcome) ?? demo.user;
      const answer = await logIn(device, user, codesOf(user, deployment.state));
      const transactionId = String(answer.headers["x-forgerock-transactionid"]);
      const [intune] = await traceOf(transactionId, (events) => events.length > 0, deployment.state);
      expect(intune).toMatchObject({ nodeType: "IntuneNode", outcome });
      if (authLevel === null) {
        expect(answer).toMatchObject({ status: 401, body: { code: 401, message: "Login failure" } });
      } else {
        const info = await device.sessionInfo(answer.body.tokenId);
        expect(info.body.properties).toMatchObject({ AuthLevel: String(authLevel) });
      }
      await device.close();
    },
  );

  it("no certificate leaves it by NOID, whatever header the client sends", async () => {
    const headers = { "x-intune": String(deviceFor("COMPLIANT").id), SSL_Client_S_DN: "CN=spoofed" };
    const nobody = client({ origin: deployment.gateway, headers });
    const step = await nobody.start();
    const transactionId = String(step.headers["x-forgerock-transactionid"]);
    const [intune] = await traceOf(transactionId, (events) => events.length > 0, deployment.state);
    expect(intune).toMatchObject({ nodeType: "IntuneNode", outcome: "NOID" });
    await nobody.close();
  });

  it("the protected application sends to the login, which is the gateway's answer", async () => {
    const nobody = client({ origin: deployment.gateway });
    const { status, headers } = await nobody.call("GET", "/app/", undefined, { accept: "text/html" });
    expect(status).toBe(302);
    expect(String(headers.location)).toContain(deployment.gateway);
    await nobody.close();
  });
});

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

async function untilServed(origin: string): Promise<void> {
  const anybody = client({ origin });
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const answer = await anybody.call("GET", "/am/json/serverinfo/*").catch(() => null);
    if (answer?.status === 200) return anybody.close();
    await setTimeout(50);
  }
  throw new Error("nginx does not answer");
}
