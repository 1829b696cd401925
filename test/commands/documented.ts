import { readFileSync } from "node:fs";
import { fencesOf } from "../rules/markdown.ts";

/**
 * The outputs in the documentation: blocks that begin with `$ sallyport <command> … # <title>`. A line `…` stands for
 * what is left out, so each block gives one or more pieces.
 */

export interface DocumentedCommand {
  /** As a person types it, without the comment. */
  readonly command: string;
  readonly title: string;
  /** What the output holds, in this order. */
  readonly pieces: readonly string[];
}

/** Every block of a document below docs/ that shows a command and its output. */
export function documentedCommands(document: string): DocumentedCommand[] {
  return fencesIn(document, "console").map((block) => {
    const [prompt = "", ...lines] = block.split("\n");
    const [, command = "", title = ""] = /^\$ (.+?) +# (.+)$/.exec(prompt) ?? [];
    const pieces = lines.join("\n").split(/^…$/m);
    return {
      command,
      title,
      pieces: pieces.map((piece) => piece.replace(/^\n|\n$/g, "")).filter((piece) => piece.trim() !== ""),
    };
  });
}

/** The pieces of one block in docs/commands.md. */
export function documentedOutputs(command: string, title: string): readonly string[] {
  const blocks = documentedCommands("commands.md");
  return blocks
    .filter((block) => block.command.startsWith(`sallyport ${command}`) && block.title === title)
    .flatMap(({ pieces }) => pieces);
}

/** The blocks in one language of a document below docs/, without their indentation. */
export function fencesIn(document: string, language: string): string[] {
  const page = readFileSync(new URL(`../../docs/${document}`, import.meta.url), "utf8");
  const blocks = fencesOf(page).filter((block) => block.language === language);
  return blocks.map(({ text }) => text.replaceAll(new RegExp(`^${/^ */.exec(text)?.[0] ?? ""}`, "gm"), ""));
}

/** An output with what differs from run to run replaced by what the documentation has there. */
export function withoutChance(output: string): string {
  return output
    .replaceAll(/localhost:\d+/g, "localhost:8444")
    .replaceAll(/(?:;\s+request\s+id\s+[0-9a-f-]{36})+/g, "; request id 0d5e…")
    .replaceAll(/(?<=GraphAnswer: 404 ResourceNotFound)(?:;\s+[0-9a-f-]{36})+/g, "; request id 0d5e…")
    .replaceAll(/\/\S*\/ca\.pem/g, "/etc/sallyport/ca.pem")
    .replaceAll(/read in \d+\.\d s/g, "read in 0.2 s")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "2026-11-23T02:14:49Z")
    .replaceAll(/(?<=Grace ends +)\S+/g, "2026-11-26T09:15:02.0000000Z")
    .replaceAll(/(?<=Enrolled +)\S+/g, "2026-04-25")
    .replaceAll(/(?<=Entra id +)\S+/g, "9a5652bb-3c7d-4979-b2c2-34d75f20ff0c")
    .replaceAll(/(?<=Transaction +)\S+/g, "3f9c2b1e-6d0a-4b7c-9e55-1c2d3e4f5a6b")
    .replaceAll(/(?<=Began +)\S+ \S+ UTC, just now/g, "2026-11-23 09:15:02 UTC, 4 min ago")
    .replaceAll(/after \d+\.\d s/g, "after 0.4 s")
    .replaceAll(/took \d+ ms/g, "took 12 ms")
    .replaceAll(/(?<=Z, )(?:[\d,]+ (?:min|h|days)|just) before/g, "7 h before")
    .replaceAll(/last synced \d+ (?:min|h) ago/g, "last synced 7 h ago");
}
