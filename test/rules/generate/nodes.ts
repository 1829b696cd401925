import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { NodeDefinition } from "../../../src/journey/index.ts";
import { type NodeServices, nodeCatalogue } from "../../../src/nodes/index.ts";
import { everyOutcome } from "../../../src/nodes/testing/every-outcome.ts";
import { rowsOf } from "../markdown.ts";
import { readText, root } from "../project.ts";
import { code, table } from "./document.ts";
import { type Setting, settingsOf } from "./settings.ts";

/** docs/nodes.md: what the catalogue says of every node type, in the words of the node's own README. */

/** The children of a page: attributes that the editor writes, not settings that a person makes. */
const children = ["nodes"];

/** Every setting of a node type, in the order of the editor. */
export function nodeSettings(type: string): Setting[] {
  return settingsOf(definitionOf(type).config, children);
}

export function nodePages(): string {
  const readmes = readmesByType();
  const pages = nodeCatalogue.types().map((type) => nodePage(type, readmes.get(type) ?? ""));
  // A README stands three folders below the root, this page in one.
  return pages.join("\n\n").replaceAll("](../../../docs/", "](");
}

function nodePage(type: string, readme: string): string {
  const definition = definitionOf(type);
  const { title, version, tags, reads, writes } = definition;
  const settings = nodeSettings(type).map((setting) => [
    setting.title === "" ? code(setting.key) : `${setting.title} (${code(setting.key)})`,
    setting.type,
    setting.default,
    setting.description,
  ]);
  return [
    `## ${title}`,
    introductionOf(readme),
    [
      `- Type ${code(type)}, version ${version}`,
      `- Tags: ${tags.join(", ")}`,
      `- Reads: ${reads.map(code).join(", ") || "nothing"}`,
      `- Writes: ${writes.map(code).join(", ") || "nothing"}`,
    ].join("\n"),
    outcomeTable(definition.outcomes ?? definition.bind(everyOutcome[type] ?? {}).outcomes, readme),
    settings.length === 0 ? "No settings." : table(["Setting", "Value", "Default", "Meaning"], settings),
  ].join("\n\n");
}

function definitionOf(type: string): NodeDefinition<NodeServices> {
  const definition = nodeCatalogue.find(type);
  if (definition === undefined) throw new Error(`${type} is not in the catalogue`);
  return definition;
}

function outcomeTable(outcomes: Readonly<Record<string, string>>, readme: string): string {
  // Outcomes that somebody configures, or that another node brings, are told in words.
  const inWords = /^\*\*Outcomes:\*\* (.+(?:\n.+)*)/m.exec(readme)?.[1];
  if (inWords !== undefined) return `Outcomes: ${inWords}`;
  const meaning = new Map(rowsOf(readme).map((cells) => [cells[0], cells.at(-1) ?? ""]));
  const rows = Object.entries(outcomes).map(([id, label]) => [code(id), label, meaning.get(code(id)) ?? ""]);
  if (rows.every(([, , when]) => when === "")) return `Outcome: ${rows.map(([id]) => id).join(", ")}`;
  return table(["Outcome", "Label", "When"], rows);
}

/** The prose between the title and the first table or list of outcomes. */
function introductionOf(readme: string): string {
  const [, ...paragraphs] = readme.trim().split(/\n{2,}/);
  const end = paragraphs.findIndex((paragraph) => /^(\||\*\*Outcome)/.test(paragraph));
  return paragraphs.slice(0, end < 0 ? undefined : end).join("\n\n");
}

function readmesByType(): Map<string, string> {
  const folders = readdirSync(join(root, "src/nodes"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const isNode = ({ name }: { name: string }) => existsSync(join(root, "src/nodes", name, "README.md"));
  const named = folders.filter(isNode).flatMap(({ name }) => {
    const source = readText(`src/nodes/${name}/index.ts`);
    const type = /type: "([^"]+)"/.exec(source)?.[1];
    return type === undefined ? [] : [[type, readText(`src/nodes/${name}/README.md`)] as const];
  });
  return new Map(named);
}
