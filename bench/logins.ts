import { X509Certificate } from "node:crypto";
import { fileURLToPath } from "node:url";
import { systemClock } from "../src/core/clock.ts";
import { systemRandom } from "../src/core/random.ts";
import { createAssertionSigner, parseClientCertificate, provenIds } from "../src/device/index.ts";
import { type BenchDeployment, prepareDeployment } from "./deployment.ts";
import { createShooter, type Shooter, shootFor } from "./load.ts";
import { type Program, type ProgramOptions, startProgram } from "./program.ts";
import { medianOf, type Round, type Row } from "./report.ts";

/** What a device-only login costs, next to a bare echo of the same framework. */

export const deviceOnlyTitle = "device-only journey, at the server";

export const loginSettings = { connections: 32, seconds: 5, rounds: 3 } as const;
const { connections, seconds, rounds } = loginSettings;
/** Until the code is compiled: before, every request costs twice as much, and a server answers requests all day. */
const warmUpRequests = 4000;

const entry = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
const tsx = import.meta.resolve("tsx");
const echoScript = fileURLToPath(new URL("echo.ts", import.meta.url));

/** One way to send requests, and the processes that work on them. */
interface Scenario {
  readonly title: string;
  readonly shooters: readonly Shooter[];
  readonly processes: Readonly<Record<string, Program>>;
}

export async function measureLogins(say: (text: string) => void): Promise<readonly Row[]> {
  const programs: Program[] = [];
  const start = async (options: ProgramOptions): Promise<Program> => {
    const program = await startProgram(options);
    programs.push(program);
    return program;
  };

  say("Preparing a deployment with a device for each connection …");
  const deployment = await prepareDeployment(connections);
  try {
    const part = (name: string, environment: NodeJS.ProcessEnv = {}): Promise<Program> =>
      start({
        name,
        args: [entry, "start", "deployment", "--only", name],
        folder: deployment.folder,
        environment: { ...deployment.environment, ...environment },
        readyWhen: `${name} listens on `,
      });
    // Its log, a line per request, is how the reads are counted.
    const emulator = await part("emulator", { SALLYPORT_LOG_LEVEL: "debug" });
    const server = await part("server");
    const gateway = await part("gateway");
    const echo = await start({
      name: "echo",
      args: ["--import", tsx, echoScript],
      folder: deployment.folder,
      environment: process.env,
      readyWhen: "listens on ",
    });

    const scenarios: readonly Scenario[] = [
      {
        title: "bare fastify, echo of 800 B (the ceiling)",
        shooters: echoes(deployment, echo),
        processes: { server: echo },
      },
      {
        title: "journey without the Intune node",
        shooters: atServer(deployment, "without-intune"),
        processes: { server },
      },
      {
        title: deviceOnlyTitle,
        shooters: atServer(deployment, "device-only"),
        processes: { server },
      },
      {
        title: "device-only journey, through the gateway",
        shooters: throughGateway(deployment),
        processes: { server, gateway },
      },
    ];
    const measured = new Map<Scenario, Round[]>(scenarios.map((scenario) => [scenario, []]));
    for (const { title, shooters } of scenarios) {
      say(`Warming up: ${title}`);
      for (let count = 0; count < warmUpRequests; ) count += (await shootFor(1, shooters)).count;
    }
    for (let round = 1; round <= rounds; round += 1) {
      say(`Round ${round} of ${rounds}, ${scenarios.length} times ${seconds} s …`);
      for (const [scenario, results] of measured) results.push(await measure(scenario, emulator));
    }
    await Promise.all(scenarios.flatMap(({ shooters }) => shooters.map((shooter) => shooter.close())));
    return [...measured].map(([{ title }, results]) => medianOf(title, results));
  } finally {
    await Promise.all(programs.map((program) => program.stop()));
    deployment.remove();
  }
}

function echoes(deployment: BenchDeployment, echo: Program): Shooter[] {
  const [, origin = ""] = /listens on (\S+)/.exec(echo.output()) ?? [];
  const body = JSON.stringify({ id: systemRandom.uuid(), name: "kiosk", state: "compliant", notes: "n".repeat(700) });
  const headers = () => ({ "content-type": "application/json" });
  return times(deployment, () =>
    createShooter({ origin, path: "/echo", body, headers, expect: '"state":"compliant"' }),
  );
}

/** As the gateway would call the server: an assertion of its own, for one request, made by the load generator. */
function atServer(deployment: BenchDeployment, journey: string): Shooter[] {
  const signer = createAssertionSigner({
    key: deployment.assertionKey,
    issuer: "gateway",
    audience: "server",
    clock: systemClock,
    random: systemRandom,
  });
  const path = pathOf(journey);
  return times(deployment, ({ id, certificate }) => {
    const parsed = parseClientCertificate(new X509Certificate(certificate).raw);
    const { thumbprint, notBefore, notAfter } = parsed;
    const device = { thumbprint, notBefore, notAfter, ids: provenIds(parsed) };
    const external = { origin: deployment.gateway, prefix: "", path: "" };
    const assertion = () => signer.sign({ method: "POST", target: path, external, clientIp: "127.0.0.1", device });
    const headers = () => ({ SSL_Client_S_DN: `CN=${id}`, "sallyport-assertion": assertion() });
    return createShooter({ origin: deployment.server, path, body: "", headers, expect: '"tokenId"' });
  });
}

function throughGateway(deployment: BenchDeployment): Shooter[] {
  const origin = deployment.gateway;
  return times(deployment, ({ certificate, key }) => {
    const tls = { ca: deployment.ca, cert: certificate, key };
    return createShooter({
      origin,
      path: pathOf("device-only"),
      body: "",
      headers: () => ({}),
      tls,
      expect: '"tokenId"',
    });
  });
}

function pathOf(journey: string): string {
  return `/am/json/realms/root/realms/alpha/authenticate?authIndexType=service&authIndexValue=${journey}`;
}

function times(deployment: BenchDeployment, make: (device: BenchDeployment["devices"][number]) => Shooter): Shooter[] {
  return deployment.devices.map(make);
}

async function measure({ shooters, processes }: Scenario, emulator: Program): Promise<Round> {
  const cpuOf = () => Object.entries(processes).map(([name, program]) => [name, program.cpu()] as const);
  const before = { cpu: new Map(cpuOf()), reads: graphReads(emulator) };
  const shot = await shootFor(seconds, shooters);
  const cpu = cpuOf().map(([name, used]) => [name, (used - (before.cpu.get(name) ?? 0)) / shot.count] as const);
  return {
    perSecond: shot.count / shot.seconds,
    cpu: Object.fromEntries(cpu),
    graphReads: (graphReads(emulator) - before.reads) / shot.count,
  };
}

/** The journeys ask Graph for nothing but managed devices. */
function graphReads(emulator: Program): number {
  return emulator.output().match(/"method":"GET","route":"\/v1\.0\/\*"/g)?.length ?? 0;
}
