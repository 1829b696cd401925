import { Command } from "commander";
import { type NginxReport, writeNginx } from "../../../app/index.ts";
import { json, write } from "../../print/output.ts";
import type { Style } from "../../print/style.ts";
import { ownTerminal, pageOf } from "../../terminal.ts";

/** `sallyport gateway nginx [directory]`: writes the configuration of an nginx in front of the gateway. */
export function nginxCommand(): Command {
  return new Command("nginx")
    .description("Write the configuration of an nginx in front of the gateway.")
    .argument("[directory]", "deployment directory, the one that holds sallyport.json", ".")
    .option("--json", "print JSON")
    .addHelpText("after", help)
    .action(async (directory: string, options: { readonly json?: true }) => {
      const terminal = ownTerminal();
      const report = await writeNginx({ directory, ...terminal });
      const text = options.json === true ? json(report) : page(report, pageOf(terminal).style);
      await write(terminal.stdout, `${text}\n`);
    });
}

const help = `
nginx takes the gateway's ports, ends TLS and carries the bytes. It asks the
gateway about each request, over a Unix socket. sallyport.json turns this on:

  "gateway": { "origin": "https://gateway.example.com", "nginx": {} }

Write it again after a change of admin.json, of certificates, of the
applications behind the gateway or of the headers that name a device, then
restart the gateway and reload nginx. Private keys are copied to the folder,
readable for this account only.

Examples:
  sallyport gateway nginx                      for the deployment here
  sallyport gateway nginx /etc/sallyport
  nginx -t -c "$(sallyport gateway nginx --json | jq -r .file)"

Exit codes: 0 done; 1 wrong usage, or a deployment that nginx cannot serve.`;

function page({ file, connectors, origins, socket, user, lint }: NginxReport, { good, warn, strong }: Style): string {
  const addresses = connectors.map(({ host, port }) => (host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`));
  const rows = [
    ["listens on", addresses.join(", ")],
    ["asks", socket],
    ["runs as", user],
    ["applications", origins.length === 0 ? "none: the gateway answers everything itself" : origins.join(", ")],
  ];
  return [
    `${good("✓")} Written: ${strong(file)}`,
    "",
    ...rows.map(([name = "", value = ""]) => `  ${name.padEnd(14)}${value}`),
    "",
    ...lint.flatMap((remark) => [`${warn("!")} ${remark}`]),
    ...(lint.length === 0 ? [] : [""]),
    "Check it, and start it beside the gateway:",
    "",
    `  nginx -t -c ${file}`,
    `  nginx -c ${file}`,
    "",
    "The gateway still answers by itself, through nginx: redirects to the login, refusals and error pages,",
    "routes without an application, filters and scripts that look at the application's answer, WebSockets.",
  ].join("\n");
}
