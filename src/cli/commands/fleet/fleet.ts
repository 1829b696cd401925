import { type FleetReading, type FleetRow, isReading, readFleet } from "../../../app/index.ts";
import { systemClock } from "../../../core/clock.ts";
import { reasonTexts, type VerdictFailure } from "../../../microsoft/index.ts";
import { type ExitCode, exitCodeOf, exitCodeOfFailure, exitCodes } from "../../exit-codes.ts";
import { fleetText } from "../../print/fleet-report.ts";
import { csvHeading, csvRow, jsonRow, jsonSummary } from "../../print/fleet-rows.ts";
import { createTally, type FleetTally } from "../../print/fleet-tally.ts";
import { json, write } from "../../print/output.ts";
import { createProgress } from "../../print/progress.ts";
import { pageOf, type Terminal, warner } from "../../terminal.ts";

export interface FleetOptions {
  readonly deployment: string;
  readonly journey?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** One way of writing a fleet. */
interface Format {
  begin(reading: FleetReading): string;
  row(row: FleetRow, reading: FleetReading, isFirst: boolean): string;
  end(tally: FleetTally, reading: FleetReading, failure: VerdictFailure | null): string;
}

export async function fleet(options: FleetOptions, terminal: Terminal): Promise<ExitCode> {
  const startedAt = systemClock.elapsed();
  const wishes = { journey: options.journey, warn: warner(terminal) };
  const reading = await readFleet({ directory: options.deployment, ...terminal }, wishes);
  if (!isReading(reading)) {
    const { name, detail, reason, next } = reading.step;
    await write(terminal.stderr, `sallyport: ${[detail, next].filter(Boolean).join(" ")} [${reason}]\n`);
    return exitCodeOf(name, reason);
  }
  try {
    return await writeFleet(reading, formatOf(options, terminal, startedAt), terminal);
  } finally {
    await reading.close();
  }
}

async function writeFleet(reading: FleetReading, format: Format, { stdout, stderr }: Terminal): Promise<ExitCode> {
  const tally = createTally(reading.nodes, systemClock.now());
  const progress = createProgress("Reading devices", stderr, systemClock);
  let failure: VerdictFailure | null = null;
  let isFirst = true;
  await write(stdout, format.begin(reading));
  for await (const page of reading.pages) {
    if (page.outcome === "failure") {
      failure = page;
      break;
    }
    let text = "";
    for (const row of page.rows) {
      tally.add(row);
      text += format.row(row, reading, isFirst);
      isFirst = false;
    }
    await write(stdout, text);
    progress.update(page.read, page.total);
  }
  progress.end();
  await write(stdout, format.end(tally.result(), reading, failure));
  if (failure === null) return exitCodes.fine;
  const { text, next } = reasonTexts[failure.reason];
  await write(stderr, `sallyport: the reading broke off: ${text} ${next} [${failure.reason}]\n`);
  return exitCodeOfFailure(failure);
}

function formatOf({ json: asJson, csv: asCsv }: FleetOptions, terminal: Terminal, startedAt: number): Format {
  if (asJson === true) return jsonFormat;
  return asCsv === true ? csvFormat : textFormat(terminal, startedAt);
}

const csvFormat: Format = {
  begin: ({ nodes }) => csvHeading(nodes),
  row: (row, { nodes }) => csvRow(row, nodes),
  end: () => "",
};

const jsonFormat: Format = {
  begin: ({ tenantId }) => `{"tenantId":${json(tenantId)},"devices":[`,
  row: (row, { nodes }, isFirst) => `${isFirst ? "" : ","}\n${json(jsonRow(row, nodes), 0)}`,
  end: (tally, _reading, failure) => `\n],"summary":${json(jsonSummary(tally), 0)},"failure":${json(failure, 0)}}\n`,
};

function textFormat(terminal: Terminal, startedAt: number): Format {
  return {
    begin: () => "",
    row: () => "",
    end: (tally, { tenantId }) => {
      const facts = { tenantId, now: systemClock.now(), elapsed: systemClock.elapsed() - startedAt };
      return `${fleetText(tally, pageOf(terminal), facts)}\n`;
    },
  };
}
