import { Command } from "commander";
import { readTrace } from "../../app/index.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { json, write } from "../print/output.ts";
import { oneLine } from "../print/text.ts";
import { traceText } from "../print/trace.ts";
import { ownTerminal, pageOf, type Terminal } from "../terminal.ts";

interface TraceOptions {
  readonly deployment: string;
  readonly json?: boolean;
}

/** `sallyport trace <transaction id>`: the path that a login took, and why. */
export function traceCommand(): Command {
  return new Command("trace")
    .description("Show the path that a login took through its journey, and the reason of every step.")
    .argument("<transaction id>", "from the response header X-ForgeRock-TransactionId, or from the login page")
    .option("--deployment <directory>", "deployment directory, the one that holds sallyport.json", ".")
    .option("--json", "print JSON")
    .addHelpText("after", help)
    .action(async (id: string, options: TraceOptions) => {
      process.exitCode = await trace(id.trim(), options, ownTerminal());
    });
}

const help = `
Run it where the server runs, with the same SALLYPORT_STATE_DIRECTORY. The
server may be running. Passwords, codes and hidden state are not in it.

Exit codes: 0 shown; 1 no such transaction, or none any more: the server keeps
traces for seven days, and those of the newest 100 000 requests.`;

async function trace(id: string, options: TraceOptions, terminal: Terminal): Promise<ExitCode> {
  const events = await readTrace({ directory: options.deployment, ...terminal }, id);
  const [first] = events;
  if (first === undefined) {
    const hint = "It may be older than what is kept; the newest events are written a moment after the answer.";
    await write(terminal.stderr, `sallyport: there is no trace of ${oneLine(id)}. ${hint}\n`);
    return exitCodes.unforeseen;
  }
  const { realm, journey } = first;
  const text =
    options.json === true
      ? json({ transactionId: id, realm, journey, events })
      : traceText(first, events, pageOf(terminal), Date.now());
  await write(terminal.stdout, `${text}\n`);
  return exitCodes.fine;
}
