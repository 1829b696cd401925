import { join } from "node:path";
import type { ConfigurationStore } from "../../am/index.ts";
import type { Clock } from "../../core/clock.ts";
import { describeError } from "../../core/errors.ts";
import { isJsonObject } from "../../core/json.ts";
import type { Logger } from "../../core/log.ts";
import { boundedQueue } from "../../core/queue.ts";
import type { Random } from "../../core/random.ts";
import type { Secret } from "../../core/secret.ts";
import { replaceTokensIn } from "../../core/tokens.ts";
import type { Catalogue, JourneySet, JourneySource } from "../../journey/index.ts";
import type { NodeServices } from "../../nodes/index.ts";
import type { Deployment } from "../deployment/load.ts";
import { createAudit } from "./audit.ts";
import { configurationErrors } from "./errors.ts";
import { finishCommit } from "./journal.ts";
import { type LiveRealm, openLiveRealm } from "./live-realm.ts";
import { createSealedSecrets, type SealedSecrets } from "./sealed-secrets.ts";

/** The journeys of all realms: as they run, for the API to change, and watched for changes by hand. */
export interface LiveConfiguration {
  readonly store: ConfigurationStore;
  /** The journeys of a realm by its path: ask at every use, they change. */
  journeys(realm: string): JourneySet<NodeServices> | undefined;
  /** The journeys of all realms; the same array until one of them changes. */
  sources(): readonly JourneySource[];
  /** Stops watching. */
  close(): Promise<void>;
}

export interface LiveConfigurationOptions {
  readonly deployment: Deployment;
  /** Folders below `realms/`, with the default journey of each. */
  readonly realms: readonly {
    readonly name: string;
    readonly path: string;
    readonly defaultJourney?: string | undefined;
  }[];
  readonly catalogue: Catalogue<NodeServices>;
  readonly sealingKey: Secret;
  readonly readOnly: boolean;
  /** Milliseconds between two looks at the files; default 1000. */
  readonly watchEvery?: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

/** How many changes may wait; `frodo` deletes the nodes of a journey all at once. */
const waitingChanges = 500;

/** Finishes what a process that was killed had begun to write. Call it before anything reads the journeys. */
export async function recoverJourneyFiles(deployment: Deployment): Promise<void> {
  for (const name of deployment.settings.realms) await finishCommit(deployment.file(join("realms", name, "journeys")));
}

/** @throws what is wrong with the files of a realm */
export async function openConfiguration(options: LiveConfigurationOptions): Promise<LiveConfiguration> {
  const { deployment, catalogue, log, readOnly } = options;
  const { lookup, places } = deployment;
  const realms = new Map<string, LiveRealm>();
  for (const { name, path, defaultJourney } of options.realms) {
    const folder = deployment.file(join("realms", name, "journeys"));
    realms.set(path, await openLiveRealm({ path, folder, lookup, catalogue, defaultJourney }));
  }
  const secrets = createSealedSecrets(places.state, options.sealingKey, options.random);
  const audit = createAudit(places.state, options);
  const queue = boundedQueue({ concurrency: 1, waiting: waitingChanges });
  const find = (path: string): LiveRealm => {
    const realm = realms.get(path);
    if (realm === undefined) throw new TypeError(`there is no realm ${path}`);
    return realm;
  };

  const store: ConfigurationStore = {
    readOnly,
    realms: () => [...realms.keys()],
    read: (realm) => realms.get(realm)?.configuration(),
    resolve(attributes, fresh) {
      const known = (name: string): string | undefined => fresh.get(name)?.reveal() ?? lookup(name);
      const resolved = replaceTokensIn(attributes, known, "node", { coerce: false });
      return isJsonObject(resolved) ? resolved : {};
    },
    change: (path, by, decide) =>
      queue.run(async () => {
        const realm = find(path);
        await refreshBefore(realm);
        const { change, revision, secrets: fresh } = await decide(realm.configuration());
        const prepared = realm.prepare(change, fresh);
        for (const [name, secret] of fresh) await secrets.keep(name, secret);
        const { kind: action, what, id } = change;
        await audit({ by, realm: path, action, what, id, revision });
        await prepared.commit();
        await forget(prepared.forgotten, secrets, log);
      }),
  };

  const live = [...realms.values()];
  let parts: readonly (readonly JourneySource[])[] = [];
  let all: readonly JourneySource[] = [];
  const sources = (): readonly JourneySource[] => {
    if (live.some((realm, index) => realm.sources() !== parts[index])) {
      parts = live.map((realm) => realm.sources());
      all = parts.flat();
    }
    return all;
  };

  const watching = watch(live, { ...options, run: (task) => queue.run(task) });
  return {
    store,
    journeys: (realm) => realms.get(realm)?.journeys(),
    sources,
    close: watching,
  };
}

/** What was edited by hand since the last look must not be written over. @throws {app.files-changed} */
async function refreshBefore(realm: LiveRealm): Promise<void> {
  try {
    await realm.refresh();
  } catch (cause) {
    throw configurationErrors.error("app.files-changed", { cause, detail: describeError(cause) });
  }
}

/** A secret that stays behind harms nobody and is found nowhere; the change is made. */
async function forget(names: readonly string[], secrets: SealedSecrets, log: Logger): Promise<void> {
  for (const name of names) {
    await secrets.forget(name).catch((cause: unknown) => {
      log.warn({ name, cause: describeError(cause) }, "a secret that nothing uses any more could not be removed");
    });
  }
}

interface Watching extends Pick<LiveConfigurationOptions, "log" | "watchEvery"> {
  readonly run: (task: () => Promise<void>) => Promise<void>;
}

/** Looks at the files now and then: that works on every file system, and with every editor. */
function watch(realms: readonly LiveRealm[], { log, watchEvery = 1000, run }: Watching): () => Promise<void> {
  const complaints = new Map<string, string>();
  const look = async (realm: LiveRealm): Promise<void> => {
    try {
      if (!(await realm.refresh())) return;
      complaints.delete(realm.path);
      log.info({ realm: realm.path }, "the journey files were changed by hand and are in force");
    } catch (cause) {
      const complaint = describeError(cause);
      if (complaints.get(realm.path) === complaint) return;
      complaints.set(realm.path, complaint);
      log.error(
        { realm: realm.path, cause: complaint },
        "journey files are not valid; the last good ones stay in force",
      );
    }
  };
  const lookAtAll = async (): Promise<void> => {
    for (const realm of realms) await run(() => look(realm));
  };
  let looking: Promise<void> | null = null;
  const timer = setInterval(() => {
    looking ??= lookAtAll()
      .catch((cause: unknown) => log.warn({ cause: describeError(cause) }, "the journey files could not be looked at"))
      .finally(() => {
        looking = null;
      });
  }, watchEvery);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await looking;
  };
}
