import { cpus } from "node:os";
import { measureGateway } from "./gateway.ts";
import { measureIntune } from "./intune.ts";
import { measureJourneys } from "./journeys.ts";
import { deviceOnlyTitle, loginSettings, measureLogins } from "./logins.ts";
import { atLeast, compare, type Figure, figureTable, type Row, table } from "./report.ts";

/**
 * `npm run bench`: what asking Intune costs, what scripts and passwords cost, what a proxied request costs, then what a
 * login costs (docs/performance.md). `--only intune`, `--only journeys`, `--only gateway` or `--only logins` leaves the
 * others out, `--json` is for programs. The exit code is 1 when a limit is exceeded.
 */

const asJson = process.argv.includes("--json");
const only = process.argv.includes("--only") ? process.argv[process.argv.indexOf("--only") + 1] : undefined;
const say = (text: string): void => void (asJson || process.stdout.write(`${text}\n`));

const wanted = (part: string): boolean => only === undefined || only === part;
const intune = wanted("intune") ? await measureIntune(say) : [];
const journeys = wanted("journeys") ? await measureJourneys(say) : [];
const gateway = wanted("gateway") ? await measureGateway(say) : [];
const rows = wanted("logins") ? await measureLogins(say) : [];
const figures = [...intune, ...journeys, ...gateway, ...shareOfCeiling(rows)];
report(figures, rows);
process.exitCode = figures.every(({ holds }) => holds) ? 0 : 1;

/** By processor time: the load generator and the emulator take their part of the requests per second. */
function shareOfCeiling(logins: readonly Row[]): readonly Figure[] {
  const [ceiling] = logins;
  const deviceOnly = logins.find(({ title }) => title === deviceOnlyTitle);
  if (ceiling === undefined || deviceOnly === undefined) return [];
  const { timesCeilingCpu } = compare(deviceOnly, ceiling);
  return [atLeast("a device-only journey over HTTP: the echo's processor time in its own", 0.35, 1 / timesCeilingCpu)];
}

function report(limited: readonly Figure[], logins: readonly Row[]): void {
  const [ceiling] = logins;
  const compared = ceiling === undefined ? [] : logins.map((row) => compare(row, ceiling));
  const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.version };
  const { connections, rounds } = loginSettings;
  if (asJson) {
    const result = { machine, settings: loginSettings, figures: limited, rows: compared };
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  }
  if (limited.length > 0) say(`\n${figureTable(limited)}`);
  if (compared.length > 0) say(`\n${table(compared)}\n\n${connections} connections, medians of ${rounds} rounds.`);
  say(`\n${machine.cores} × ${machine.cpu}, Node ${machine.node}`);
  say(
    "All processes share these cores, perhaps with others, and such machines are noisy: read the ratios, and of the absolute",
  );
  say("figures the processor time. docs/performance.md says what is measured.");
}
