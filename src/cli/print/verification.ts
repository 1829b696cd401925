import { isQuestion, nodeLabel, type Verification, type VerifiedStep } from "../../app/index.ts";
import { type CloudOrigins, type MicrosoftConnection, microsoftClouds } from "../../microsoft/index.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Style } from "./style.ts";
import { oneLine, wrap } from "./text.ts";

/** What `sallyport verify` shows a person. */

export interface Page {
  readonly style: Style;
  /** Cells of the terminal. */
  readonly width: number;
}

const names: Readonly<Record<VerifiedStep["name"], string>> = {
  configuration: "Configuration",
  dns: "DNS",
  tls: "TLS",
  token: "Token",
  permissions: "Permissions",
  licence: "Licence",
  permission: "Permission",
  device: "Device",
};

const margin = 20;

/** Which connection is tried, where it leads and who uses it. */
export function connectionHead({ name, question, nodes, of }: Verification, number: number, { style }: Page): string {
  const title = [name === null ? "Connection" : `Connection ${name}`, ...(of === 1 ? [] : [`(${number} of ${of})`])];
  const facts = [
    ...(isQuestion(question) ? factsOf(question.connection) : []),
    ["used by", nodes.map(nodeLabel).join(", ") || "no node"],
  ];
  const lines = facts.map(([name = "", value = ""]) => `  ${style.dim(name.padEnd(margin - 4))}  ${oneLine(value)}`);
  return [style.strong(title.join(" ")), ...lines, ""].join("\n");
}

/** One step, with cause and remedy below it when it failed. */
export function stepLines(step: VerifiedStep, { style, width }: Page): string {
  const room = Math.max(30, Math.min(width, 100) - margin);
  const name = names[step.name].padEnd(margin - 4);
  if (step.ok === null) return style.dim(`  · ${name}not reached`);
  const block = (text: string): string => wrap(oneLine(text), room).join(`\n${" ".repeat(margin)}`);
  if (step.ok) return `  ${style.good("✓")} ${name}${block(step.detail)}`;
  const [text, found] = parted(step.detail);
  const below = " ".repeat(margin);
  return [
    `  ${style.bad("✗")} ${style.bad(name)}${block(text)}`,
    ...(found === "" ? [] : [below + style.dim(block(found))]),
    ...(step.next === null ? [] : [`${" ".repeat(margin - 2)}${style.strong("→")} ${block(step.next)}`]),
  ].join("\n");
}

/** A detail ends with what was found, in brackets: for support, not for the first reading. */
function parted(detail: string): readonly [text: string, found: string] {
  const [, text, found] = /^(.+?) \((.+)\)$/.exec(detail) ?? [];
  return [text ?? detail, found ?? ""];
}

/** The same by hand. */
export function curlLines({ prepare, token, device }: NonNullable<Verification["curl"]>, { style }: Page): string {
  const shell = [...prepare, token, device].join("\n").replaceAll(/^/gm, "    ");
  return `${style.dim("  The same by hand, in bash or zsh:")}\n\n${shell}`;
}

/** What it comes to. */
export function verdictLine(failed: VerifiedStep | undefined, exitCode: number, { style }: Page): string {
  if (failed === undefined) return `${style.good("✓")} Intune is set up.`;
  const what =
    exitCode === exitCodes.busy
      ? "Microsoft could not answer; try again later."
      : `${failed.name === "device" ? "The device cannot be read" : "Intune cannot be asked"}: see ${names[failed.name]}.`;
  return `${style.bad("✗")} ${what} ${style.dim(`(exit code ${exitCode})`)}`;
}

export function originsOf({ cloud }: MicrosoftConnection): CloudOrigins {
  return typeof cloud === "string" ? microsoftClouds[cloud] : cloud;
}

function factsOf(connection: MicrosoftConnection): string[][] {
  const { tenantId, clientId, credential } = connection;
  const { login, graph } = originsOf(connection);
  return [
    ["tenant", tenantId],
    ["application", clientId],
    ["credential", credential.kind === "password" ? "password (advised against: use the app's own)" : credential.kind],
    ["login host", login],
    ["Graph host", graph],
  ];
}
