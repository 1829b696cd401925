import { join, relative } from "node:path";
import { describeError, errorCode, SallyportError } from "../../core/errors.ts";
import type { Heap, Services } from "../heap/model.ts";
import { routeFiles, type Stamp, stampsOf } from "./files.ts";
import { createGeneration } from "./generation.ts";
import { inService, type LoadedRoute } from "./loaded-route.ts";
import { loadRoute } from "./route.ts";
import type { ReloadableRoutes, RouteStatus } from "./status.ts";

/** The routes of one directory, kept as its files are. */
export interface RouteTable extends ReloadableRoutes {
  /** In the order of their names. Replaced as a whole: a request sees the old routes or the new ones, never some of both. */
  routes(): readonly LoadedRoute[];
  /** Looks at what changed by times and size. Resolves with why the directory itself is wrong, if it is. */
  scan(): Promise<string | undefined>;
  close(): Promise<void>;
}

/** What is known of a file. */
interface Entry {
  readonly file: string;
  /** Of the file and of those that its route was made from, as they were when it was last tried. */
  readonly stamps: ReadonlyMap<string, Stamp>;
  readonly route: LoadedRoute | undefined;
  /** Why the file as it is now does not serve. */
  readonly problem: string | undefined;
  /** Its name belongs to another route: tried again whenever somebody looks. */
  readonly nameTaken: boolean;
}

const mostRoutes = 1_000;
/** How long a file that vanished may take to come back: editors replace files in two steps. */
const replacementTime = 50;

/** @param heap in which the routes find what the gateway shares */
export function createRouteTable(directory: string, heap: Heap): RouteTable {
  const { services } = heap;
  const { clock, log } = services;
  let entries: ReadonlyMap<string, Entry> = new Map();
  let table: readonly LoadedRoute[] = [];
  let problem: string | undefined;
  let running: Promise<string | undefined> = Promise.resolve(undefined);
  let closed = false;

  const shown = (file: string): string => relative(services.directory, join(directory, file));

  /** A new version of a route; the files that it was made from are known even if it is wrong. */
  const load = async (file: string) => {
    const generation = createGeneration({ ...services, routeDirectories: [...services.routeDirectories, directory] });
    const { files } = generation;
    try {
      const route = await loadRoute(shown(file), heap, generation.services);
      return { files, route: inService(route, generation), why: undefined };
    } catch (failure) {
      await generation.close();
      const why = failure instanceof SallyportError ? failure.message : describeError(failure);
      return { files, route: undefined, why };
    }
  };

  /** The entry of a file after a look at it; undefined when there is no such file. */
  const look = async (file: string, known: Entry | undefined, certain: boolean): Promise<Entry | undefined> => {
    const before = known?.stamps ?? new Map<string, Stamp>();
    const asked = { directory, now: clock.now(), known: before, certain };
    const stamps = await stampsOf([file, ...before.keys()], asked);
    if (!stamps.has(file)) return undefined;
    const retry = known?.nameTaken === true || (certain && known?.problem !== undefined);
    if (known !== undefined && !retry && sameContent(stamps, before)) return { ...known, stamps };
    const { files, route, why } = await load(file);
    const all = await stampsOf([file, ...files], { ...asked, known: stamps, certain: false });
    return { file, stamps: all, route: route ?? known?.route, problem: why, nameTaken: false };
  };

  const pass = async (certain: boolean): Promise<void> => {
    const files = await routeFiles(directory);
    if (files.length > mostRoutes) throw new Error(`more than ${mostRoutes} routes`);
    const looked = new Map<string, Entry>();
    const lookAt = async (file: string): Promise<void> => {
      const entry = await look(file, entries.get(file), certain);
      if (entry !== undefined) looked.set(file, entry);
    };
    for (const file of files) await lookAt(file);
    const gone = [...entries.keys()].filter((file) => !looked.has(file));
    if (gone.length > 0) await new Promise((resolve) => setTimeout(resolve, replacementTime));
    for (const file of gone) await lookAt(file);
    swap([...looked.values()].sort((one, other) => (one.file < other.file ? -1 : 1)));
  };

  const swap = (looked: readonly Entry[]): void => {
    const before = entries;
    const settled = settleNames(looked, before);
    const serving = settled.flatMap(({ route }) => route ?? []);
    entries = new Map(settled.map((entry) => [entry.file, entry]));
    table = serving.sort((one, other) => (one.name < other.name ? -1 : 1));
    reportChanges(before, entries, shown, services);
    const made = [...looked, ...before.values()].flatMap(({ route }) => route ?? []);
    for (const route of new Set(made)) if (!serving.includes(route)) route.retire();
  };

  /** One pass at a time; a directory that cannot be read leaves the table as it is. */
  const inTurn = (certain: boolean): Promise<string | undefined> => {
    running = running.then(async () => {
      if (closed) return undefined;
      try {
        await pass(certain);
        problem = undefined;
      } catch (failure) {
        const why =
          errorCode(failure) === undefined ? describeError(failure) : `cannot be read (${errorCode(failure)})`;
        if (why !== problem) log.error({ directory, why }, "the routes stay as they are");
        problem = why;
      }
      return problem;
    });
    return running;
  };

  return {
    directory,
    routes: () => table,
    scan: () => inTurn(false),
    reload: async () => {
      await inTurn(true);
    },
    status: () => [...entries.values()].map((entry) => statusOf(entry, shown(entry.file))),
    lint: () =>
      [...entries.values()].flatMap(({ file, route, problem: why }) => [
        ...(route?.lint ?? []),
        ...(why === undefined ? [] : [`${shown(file)}: not loaded: ${why}`]),
      ]),
    close: async () => {
      closed = true;
      await running;
      await Promise.all(table.map((route) => route.close()));
      table = [];
    },
  };
}

function sameContent(now: ReadonlyMap<string, Stamp>, before: ReadonlyMap<string, Stamp>): boolean {
  return now.size === before.size && [...now].every(([file, { hash }]) => before.get(file)?.hash === hash);
}

/** Two routes never have one name: who had it keeps it, and of two new ones the file that comes first. */
function settleNames(looked: readonly Entry[], before: ReadonlyMap<string, Entry>): Entry[] {
  const unchanged = looked.filter(({ file, route }) => route !== undefined && route === before.get(file)?.route);
  const taken = new Set(unchanged.flatMap(({ route }) => route?.name ?? []));
  return looked.map((entry) => {
    const { file, route } = entry;
    const old = before.get(file)?.route;
    if (route === undefined || route === old) return entry;
    if (!taken.has(route.name)) {
      taken.add(route.name);
      return entry;
    }
    const kept = old === undefined || taken.has(old.name) ? undefined : old;
    if (kept !== undefined) taken.add(kept.name);
    return { ...entry, route: kept, problem: `another route is called "${route.name}"`, nameTaken: true };
  });
}

function reportChanges(
  before: ReadonlyMap<string, Entry>,
  now: ReadonlyMap<string, Entry>,
  shown: (file: string) => string,
  { log, metrics }: Services,
): void {
  for (const entry of now.values()) {
    const old = before.get(entry.file);
    const file = shown(entry.file);
    if (entry.problem !== undefined && entry.problem !== old?.problem) {
      metrics.routeReload("rejected");
      const kept = entry.route === undefined ? "a route was not loaded" : "a route keeps its last good version";
      log.error({ file, why: entry.problem }, kept);
    } else if (entry.route !== undefined && entry.route !== old?.route) {
      metrics.routeReload("loaded");
      for (const remark of entry.route.lint) log.warn({ remark }, "gateway configuration");
      log.info({ file, route: entry.route.name }, old === undefined ? "a route was loaded" : "a route was reloaded");
    }
  }
  for (const file of before.keys()) {
    if (!now.has(file)) log.info({ file: shown(file) }, "a route went with its file");
  }
}

function statusOf({ route, problem }: Entry, file: string): RouteStatus {
  if (problem === undefined) return { file, state: "loaded", route: route?.name ?? null, reason: null };
  return {
    file,
    state: route === undefined ? "rejected" : "kept-last-good",
    route: route?.name ?? null,
    reason: problem,
  };
}
