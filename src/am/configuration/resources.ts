import type { SessionRecord } from "../../store/index.ts";
import type { Answer } from "../answer.ts";
import { amErrors } from "../errors.ts";
import type { Exchange } from "../exchange.ts";
import type { AmServices } from "../services.ts";
import { configurationErrors } from "./errors.ts";
import type { NodeTypes } from "./node-types.ts";
import type { ChangeRecord, Configuration, ConfigurationStore, Decision } from "./port.ts";

/** What every resource of the configuration API works with. */
export interface Desk {
  readonly store: ConfigurationStore;
  readonly types: NodeTypes;
  readonly services: Pick<AmServices, "random" | "clock">;
}

/** What matters of a request once it is admitted. */
export type Asked = Pick<Exchange, "caller" | "external" | "query" | "body">;

/** One admitted request. */
export interface Task extends Desk {
  readonly exchange: Asked;
  readonly method: string;
  /** Of the request, percent-encoded. */
  readonly path: string;
  /** Path of the realm that it is about. */
  readonly realm: string;
  readonly administrator: SessionRecord;
}

export type Handler = () => Answer | Promise<Answer>;

/** The configuration of the realm. @throws {am.realm-unknown} */
export function configurationOf({ store, realm }: Task): Configuration {
  const configuration = store.read(realm);
  if (configuration === undefined) throw amErrors.error("am.realm-unknown");
  return configuration;
}

/** Makes a change in the administrator's name. @throws {am.configuration-read-only} */
export async function changeAs(
  task: Task,
  decide: (configuration: Configuration) => Decision | Promise<Decision>,
): Promise<void> {
  if (task.store.readOnly) throw configurationErrors.error("am.configuration-read-only");
  const { realm, username } = task.administrator;
  const by: ChangeRecord["by"] = { realm, username, clientIp: task.exchange.caller.clientIp };
  await task.store.change(task.realm, by, decide);
}

/** Runs what belongs to the request's method. @throws {am.method-not-allowed} */
export function byMethod(task: Task, handlers: Readonly<Partial<Record<string, Handler>>>): Answer | Promise<Answer> {
  const method = task.method === "HEAD" ? "GET" : task.method;
  const handler = Object.hasOwn(handlers, method) ? handlers[method] : undefined;
  if (handler === undefined) throw amErrors.error("am.method-not-allowed");
  return handler();
}

/** Runs the `_action` of a POST. @throws {am.action-unknown} */
export function byAction(task: Task, actions: Readonly<Partial<Record<string, Handler>>>): Answer | Promise<Answer> {
  const name = task.exchange.query.one("_action") ?? "";
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action === undefined) throw amErrors.error("am.action-unknown");
  return action();
}

export function notFound(message?: string): Error {
  return configurationErrors.error("am.configuration-missing", message === undefined ? {} : { message });
}

export function invalid(message: string): Error {
  return configurationErrors.error("am.configuration-invalid", { message });
}
