import { isQuestion, nodeLabel, type Verification, type VerifiedStep, verifyDeployment } from "../../../app/index.ts";
import { type ExitCode, exitCodeOf, exitCodes } from "../../exit-codes.ts";
import { json, write } from "../../print/output.ts";
import { connectionHead, curlLines, originsOf, stepLines, verdictLine } from "../../print/verification.ts";
import { pageOf, type Terminal, warner } from "../../terminal.ts";

export interface VerifyOptions {
  readonly journey?: string;
  readonly connection?: string;
  readonly device?: string;
  readonly json?: boolean;
}

export async function verify(directory: string, options: VerifyOptions, terminal: Terminal): Promise<ExitCode> {
  const host = { directory, ...terminal };
  const { journey, connection, device } = options;
  const verifications = verifyDeployment(host, { journey, connection, deviceId: device, warn: warner(terminal) });
  return options.json === true ? printJson(verifications, terminal) : printPage(verifications, terminal);
}

async function printPage(verifications: AsyncIterable<Verification>, terminal: Terminal): Promise<ExitCode> {
  const page = pageOf(terminal);
  const print = (text: string): Promise<void> => write(terminal.stdout, `${text}\n`);
  let number = 0;
  let exitCode: ExitCode = exitCodes.fine;
  for await (const verification of verifications) {
    number += 1;
    await print(connectionHead(verification, number, page));
    let failed: VerifiedStep | undefined;
    for await (const step of verification.steps) {
      if (step.ok === false) failed ??= step;
      await print(stepLines(step, page));
    }
    const code = codeOf(failed);
    exitCode ||= code;
    if (verification.curl !== null) await print(`\n${curlLines(verification.curl, page)}`);
    await print(`\n${verdictLine(failed, code, page)}${number === verification.of ? "" : "\n"}`);
  }
  return exitCode;
}

async function printJson(verifications: AsyncIterable<Verification>, { stdout }: Terminal): Promise<ExitCode> {
  const connections: unknown[] = [];
  let exitCode: ExitCode = exitCodes.fine;
  for await (const verification of verifications) {
    const steps: VerifiedStep[] = [];
    for await (const step of verification.steps) steps.push(step);
    exitCode ||= codeOf(steps.find(({ ok }) => ok === false));
    connections.push({ ...connectionBody(verification), steps, curl: verification.curl });
  }
  await write(stdout, `${json({ ok: exitCode === exitCodes.fine, exitCode, connections })}\n`);
  return exitCode;
}

function connectionBody({ name, question, nodes }: Verification): object {
  const usedBy = nodes.map((node) => {
    const { realm, journey, id } = node;
    return { realm, journey, node: id, label: nodeLabel(node) };
  });
  if (!isQuestion(question)) return { name, usedBy };
  const { tenantId, clientId, credential } = question.connection;
  return { name, usedBy, tenantId, clientId, credential: credential.kind, ...originsOf(question.connection) };
}

function codeOf(failed: VerifiedStep | undefined): ExitCode {
  return failed === undefined || failed.ok === null ? exitCodes.fine : exitCodeOf(failed.name, failed.reason);
}
