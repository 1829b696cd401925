import type { Change, Configuration } from "../../am/index.ts";
import type { Secret } from "../../core/secret.ts";
import type { TokenLookup } from "../../core/tokens.ts";
import { type Catalogue, type JourneySet, type JourneySource, loadJourneys } from "../../journey/index.ts";
import type { NodeServices } from "../../nodes/index.ts";
import { outcomesOfChange } from "./apply-change.ts";
import { newestNodes, noDocuments, type RealmDocuments } from "./documents.ts";
import { configurationErrors } from "./errors.ts";
import { fingerprint, readFiles } from "./files.ts";
import { commitFiles, type FileChanges } from "./journal.ts";
import { changedFiles, fileText, layOut } from "./layout.ts";
import { readDocuments } from "./read-files.ts";
import { journeySources, tokensOf } from "./sources.ts";

/** The journeys of one realm, as they run and as they stand in its files. One caller at a time may change it. */
export interface LiveRealm {
  readonly path: string;
  journeys(): JourneySet<NodeServices>;
  sources(): readonly JourneySource[];
  configuration(): Configuration;
  /** Works a change out, without writing anything. @throws {journey.*}, {core.*}, {app.journey-used} */
  prepare(change: Change, secrets: ReadonlyMap<string, Secret>): PreparedChange;
  /** Reads the files again if they have changed; whether they had. @throws what is wrong with them: the last good ones stay */
  refresh(): Promise<boolean>;
}

export interface PreparedChange {
  /** Sealed secrets that nothing refers to any more once the change is made. */
  readonly forgotten: readonly string[];
  /** Writes the files, then puts the change in force. */
  commit(): Promise<void>;
}

export interface LiveRealmOptions {
  readonly path: string;
  readonly folder: string;
  readonly lookup: TokenLookup;
  readonly catalogue: Catalogue<NodeServices>;
  readonly defaultJourney: string | undefined;
}

interface Loaded {
  readonly documents: RealmDocuments;
  readonly sources: readonly JourneySource[];
  readonly journeys: JourneySet<NodeServices>;
}

/** Reads a realm. @throws what is wrong with its files */
export async function openLiveRealm(options: LiveRealmOptions): Promise<LiveRealm> {
  const { path, folder, catalogue, defaultJourney } = options;
  let seen = "";
  let loaded = load(noDocuments(), options.lookup);

  function load(documents: RealmDocuments, lookup: TokenLookup): Loaded {
    const sources = journeySources(documents, lookup, folder);
    const journeys = loadJourneys(withUnassignedScripts(sources, documents), catalogue);
    return { documents, sources, journeys };
  }

  async function refresh(): Promise<boolean> {
    const now = await fingerprint(folder);
    if (now === seen) return false;
    const next = load(readDocuments(await readFiles(folder), folder), options.lookup);
    requireDefault(next);
    loaded = next;
    seen = now;
    return true;
  }

  function requireDefault({ journeys }: Loaded): void {
    if (defaultJourney === undefined || journeys.find(defaultJourney) !== undefined) return;
    const message = `The journey "${defaultJourney}" is the default journey of ${path}; choose another one first`;
    throw configurationErrors.error("app.journey-used", { message });
  }

  function prepare(change: Change, secrets: ReadonlyMap<string, Secret>): PreparedChange {
    const lookup: TokenLookup = (name) => secrets.get(name)?.reveal() ?? options.lookup(name);
    const before = loaded;
    const next = firstValid(outcomesOfChange(before.documents, change), (documents) => load(documents, lookup));
    requireDefault(next);
    const files = changedFiles(layOut(before.documents), layOut(next.documents));
    const texts: FileChanges = new Map([...files].map(([file, content]) => [file, content && fileText(content)]));
    return {
      forgotten: forgottenSecrets(before.documents, next.documents, change),
      async commit() {
        await commitFiles(folder, texts);
        loaded = next;
        seen = await fingerprint(folder);
      },
    };
  }

  await refresh();
  return {
    path,
    journeys: () => loaded.journeys,
    sources: () => loaded.sources,
    configuration: () => configurationOf(loaded.documents),
    prepare,
    refresh,
  };
}

/** The first that is valid. @throws what is wrong with the first, when none is */
function firstValid(candidates: readonly RealmDocuments[], load: (documents: RealmDocuments) => Loaded): Loaded {
  const failures: unknown[] = [];
  for (const candidate of candidates) {
    try {
      return load(candidate);
    } catch (failure) {
      failures.push(failure);
    }
  }
  throw failures[0];
}

/** Scripts that no journey lists, libraries above all, are there for every journey of the realm. */
function withUnassignedScripts(
  sources: readonly JourneySource[],
  { scripts }: RealmDocuments,
): readonly JourneySource[] {
  const listed = new Set(sources.flatMap(({ journey }) => Object.keys(journey.scripts)));
  const [first, ...others] = sources;
  if (first === undefined || [...scripts.keys()].every((id) => listed.has(id))) return sources;
  const unassigned = [...scripts]
    .filter(([id]) => !listed.has(id))
    .map(([id, script]) => [id, asScript(script)] as const);
  const journey = { ...first.journey, scripts: { ...first.journey.scripts, ...Object.fromEntries(unassigned) } };
  return [{ ...first, journey }, ...others];
}

function asScript(script: Readonly<Record<string, unknown>>): JourneySource["journey"]["scripts"][string] {
  const text = (name: string, otherwise: string): string => {
    const value = script[name];
    return typeof value === "string" ? value : otherwise;
  };
  return {
    name: text("name", ""),
    script: text("script", ""),
    language: text("language", "JAVASCRIPT"),
    context: text("context", ""),
    evaluatorVersion: text("evaluatorVersion", "1.0"),
  };
}

function forgottenSecrets(before: RealmDocuments, after: RealmDocuments, { what, id }: Change): string[] {
  if (what !== "node") return [];
  const kept = new Set([after.nodes.get(id), after.staged.get(id)].flatMap(tokensOf));
  const had = [before.nodes.get(id), before.staged.get(id)].flatMap(tokensOf);
  return had.filter((name) => !kept.has(name));
}

function configurationOf(documents: RealmDocuments): Configuration {
  const trees = new Map([...documents.trees].map(([name, { tree }]) => [name, tree]));
  return { trees, nodes: newestNodes(documents), scripts: documents.scripts };
}
