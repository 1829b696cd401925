import { readFileSync } from "node:fs";

/**
 * The outputs in docs/commands.md: blocks that begin with `$ sallyport <command> … # <title>`. A line `…` stands for what
 * is left out, so each block gives one or more pieces.
 */

const page = readFileSync(new URL("../../docs/commands.md", import.meta.url), "utf8");

export function documentedOutputs(command: string, title: string): string[] {
  const blocks = [...page.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? "");
  return blocks.flatMap((block) => {
    const [prompt = "", ...lines] = block.split("\n");
    if (!prompt.startsWith(`$ sallyport ${command}`) || !prompt.endsWith(`# ${title}`)) return [];
    const pieces = lines.join("\n").split(/^…$/m);
    return pieces.map((piece) => piece.replace(/^\n|\n$/g, "")).filter((piece) => piece.trim() !== "");
  });
}

/** An output with what differs from run to run replaced by what the documentation has there. */
export function withoutChance(output: string): string {
  return output
    .replaceAll(/localhost:\d+/g, "localhost:8444")
    .replaceAll(/(?:;\s+request\s+id\s+[0-9a-f-]{36})+/g, "; request id 0d5e…")
    .replaceAll(/\/\S*\/ca\.pem/g, "/etc/sallyport/ca.pem")
    .replaceAll(/read in \d+\.\d s/g, "read in 0.2 s")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "2026-11-23T02:14:49Z")
    .replaceAll(/(?<=Grace ends +)\S+/g, "2026-11-26T09:15:02.0000000Z")
    .replaceAll(/(?<=Enrolled +)\S+/g, "2026-04-25")
    .replaceAll(/(?<=Entra id +)\S+/g, "9a5652bb-3c7d-4979-b2c2-34d75f20ff0c")
    .replaceAll(/last synced \d+ (?:min|h) ago/g, "last synced 7 h ago");
}
