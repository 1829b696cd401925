import { cpus } from "node:os";
import { measureIntune } from "./intune.ts";
import { loginSettings, measureLogins } from "./logins.ts";
import { compare, type Figure, figureTable, type Row, table } from "./report.ts";

/**
 * `npm run bench`: what asking Intune costs, then what a login costs (docs/performance.md). `--only intune` or `--only logins`
 * leaves the other out, `--json` is for programs. The exit code is 1 when a limit is exceeded.
 */

const asJson = process.argv.includes("--json");
const only = process.argv.includes("--only") ? process.argv[process.argv.indexOf("--only") + 1] : undefined;
const say = (text: string): void => void (asJson || process.stdout.write(`${text}\n`));

const figures = only === "logins" ? [] : await measureIntune(say);
const rows = only === "intune" ? [] : await measureLogins(say);
report(figures, rows);
process.exitCode = figures.every(({ holds }) => holds) ? 0 : 1;

function report(intune: readonly Figure[], logins: readonly Row[]): void {
  const [ceiling] = logins;
  const compared = ceiling === undefined ? [] : logins.map((row) => compare(row, ceiling));
  const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.version };
  const { connections, rounds } = loginSettings;
  if (asJson) {
    const result = { machine, settings: loginSettings, intune, rows: compared };
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  }
  if (intune.length > 0) say(`\n${figureTable(intune)}`);
  if (compared.length > 0) say(`\n${table(compared)}\n\n${connections} connections, medians of ${rounds} rounds.`);
  say(`\n${machine.cores} × ${machine.cpu}, Node ${machine.node}`);
  say(
    "All processes share these cores, perhaps with others, and such machines are noisy: read the ratios, and of the absolute",
  );
  say("figures the processor time. docs/performance.md says what is measured.");
}
