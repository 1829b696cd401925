import { join, relative } from "node:path";
import { renderUnicodeCompact } from "uqr";
import type { DemoFile } from "../demo-file.ts";
import { oneTimeCode } from "../one-time-code.ts";
import { curlLogin } from "./curl.ts";

export interface InstructionsContext {
  /** The script behind the `sallyport` command. */
  readonly entry: string;
  readonly state: string;
  readonly now: number;
}

const query = "?realm=alpha&authIndexType=service&authIndexValue=intune";

/** What a person needs to go on by hand: addresses, the demo user with a QR code, and login by curl. */
export function instructions(demo: DemoFile, context: InstructionsContext): string {
  const { gateway, server, emulator, user, admin, ca } = demo;
  const code = oneTimeCode(user.totpUri, context.now);
  const compliant = demo.devices.find(({ outcome }) => outcome === "COMPLIANT");
  const noncompliant = demo.devices.find(({ outcome }) => outcome === "NONCOMPLIANT");
  const withoutCertificate = demo.devices.find(({ outcome }) => outcome === "NOID");
  return [
    "Addresses",
    `  Login through the gateway   ${gateway}/mtls-intune/${query}`,
    `  Login at the server         ${server}/am/XUI/${query}`,
    `  Server API                  ${server}/am/json/realms/root/realms/alpha/authenticate`,
    `  Emulator (Entra, Graph)     ${emulator}`,
    `  Development CA              ${ca}`,
    `  For your own scripts        ${join(context.state, "demo.json")}`,
    "",
    "Sign in yourself",
    `  User           ${user.name}`,
    `  Password       ${user.password}`,
    `  One-time code  ${code}  (now; later: ${command(context)} code ${user.name})`,
    `  Administrator  ${admin.name} / ${admin.password} (realm root)`,
    "  Or add the user to an authenticator application:",
    "",
    indent(renderUnicodeCompact(user.totpUri, { border: 1 })),
    "",
    "Sign in with curl. Paste into another terminal; each one-time code works once, so wait half a minute to repeat one.",
    "",
    ...(compliant === undefined
      ? []
      : ["# A compliant device: AuthLevel 3", curlLogin(demo, compliant, true, context.entry), ""]),
    ...(noncompliant === undefined
      ? []
      : ["# A non-compliant device: AuthLevel 2", curlLogin(demo, noncompliant, true, context.entry), ""]),
    ...(withoutCertificate === undefined
      ? []
      : ["# No certificate: No Id, AuthLevel 2", curlLogin(demo, withoutCertificate, false, context.entry), ""]),
    "Ctrl-C stops everything.",
  ].join("\n");
}

function command({ entry }: InstructionsContext): string {
  return `node ${relative(process.cwd(), entry)}`;
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "  ");
}
