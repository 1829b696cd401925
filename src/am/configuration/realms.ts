import type { JsonObject } from "../../core/json.ts";
import type { Answer } from "../answer.ts";
import type { Realm } from "../settings.ts";
import { actionResult, queryResult, resource, type Shown } from "./crest.ts";
import { configurationErrors } from "./errors.ts";
import { byAction, byMethod, notFound, type Task } from "./resources.ts";

/** `/json/global-config/realms`: the realms of `sallyport.json`, which is also the only place to make one. */
export function realmsEndpoint(task: Task, realms: readonly Realm[], id: string | null): Answer | Promise<Answer> {
  const all = realms.map(shown);
  const refuse = (): Answer => {
    const message = "Realms are made in sallyport.json and its folder realms/";
    throw configurationErrors.error("am.administration-refused", { message });
  };
  if (id === null) {
    return byMethod(task, {
      GET: () => queryResult(all, task.exchange.query),
      POST: () => byAction(task, { create: refuse, getIds: () => actionResult({ result: all.map(idOf) }) }),
    });
  }
  return byMethod(task, {
    GET: () => {
      const realm = all.find(({ body }) => body._id === id);
      if (realm === undefined) throw notFound();
      return resource(realm, task.exchange.query);
    },
    PUT: refuse,
    DELETE: refuse,
  });
}

function shown({ path, settings }: Realm): Shown {
  const at = path.lastIndexOf("/");
  const isRoot = path === "/";
  const realm: JsonObject = {
    _id: Buffer.from(path).toString("base64url"),
    parentPath: isRoot ? null : path.slice(0, at) || "/",
    active: true,
    name: isRoot ? "/" : path.slice(at + 1),
    aliases: settings.aliases,
  };
  return { stored: realm, body: realm };
}

function idOf({ body }: Shown): JsonObject {
  return { _id: body._id ?? "" };
}
