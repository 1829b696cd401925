import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { SessionRecord } from "../../store/index.ts";
import type { Answer } from "../answer.ts";
import { amErrors } from "../errors.ts";
import { externalAddress } from "../external.ts";
import type { AmOptions } from "../options.ts";
import { readQuery } from "../query.ts";
import type { RequestNotes } from "../request-notes.ts";
import { sendAnswer } from "../send-answer.ts";
import type { AmServices } from "../services.ts";
import { admit } from "./access.ts";
import { type ConfigurationAddress, readConfigurationAddress } from "./address.ts";
import { createNodeTypes } from "./node-types.ts";
import { nodesEndpoint } from "./nodes.ts";
import type { ConfigurationOptions } from "./port.ts";
import { realmsEndpoint } from "./realms.ts";
import { refusalOf } from "./refusals.ts";
import type { Task } from "./resources.ts";
import { librariesEndpoint, scriptsEndpoint } from "./scripts.ts";
import { treesEndpoint } from "./trees.ts";

/** Scripts are long; only administrators get as far as sending one. */
const bodyBytes = 1024 * 1024;

const realmBases = ["/am/json", "/am/json/realms/root", "/am/json/realms/root/realms/:realm"];
const realmFolders = ["realm-config/authentication/authenticationtrees", "scripts", "libraries"];

/**
 * Adds the configuration API to the server. Nothing of a request's body is read before it is known who sends it, and no
 * answer ever carries a CORS header.
 */
export function registerConfiguration(
  app: FastifyInstance,
  { store, catalogue, isAdministrationPort = () => true }: ConfigurationOptions,
  { options, services, notes }: { options: AmOptions; services: AmServices; notes: RequestNotes },
): void {
  const realm = options.realms.find(({ path }) => path === services.administration.realm);
  if (realm === undefined) return;
  const desk = { store, types: createNodeTypes(catalogue), services };
  const administrators = new WeakMap<FastifyRequest, SessionRecord>();
  const entrance = { realm, services, readOnly: store.readOnly };

  const onRequest = async (request: FastifyRequest): Promise<void> => {
    if (!isAdministrationPort(request.raw.socket.localPort ?? 0)) throw amErrors.error("am.not-found");
    const caller = notes.callerOf(request);
    const { origin } = externalAddress(realm, caller, options.ownOrigin);
    const session = admit({ caller, method: request.method, origin }, entrance);
    administrators.set(request, services.sessions.touch(session));
  };

  const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const administrator = administrators.get(request);
    const [path = "", search = ""] = (request.raw.url ?? "").split(/\?(.*)/s);
    const address = readConfigurationAddress(path);
    if (address === null || administrator === undefined) throw amErrors.error("am.not-found");
    const caller = notes.callerOf(request);
    const exchange = {
      caller,
      external: externalAddress(realm, caller, options.ownOrigin),
      query: readQuery(search),
      body: {
        contentType: request.headers["content-type"],
        bytes: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      },
    };
    const about = address.kind === "realms" ? realm.path : address.realm;
    const task: Task = { ...desk, exchange, path, method: request.method, realm: about, administrator };
    return sendAnswer(reply, await answer(task, address, options));
  };

  const route = { onRequest, bodyLimit: bodyBytes };
  const folders = realmBases.flatMap((base) => realmFolders.map((folder) => `${base}/${folder}`));
  for (const folder of [...folders, "/am/json/global-config/realms"]) {
    app.all(folder, route, handler);
    app.all(`${folder}/*`, route, handler);
  }
}

async function answer(task: Task, address: ConfigurationAddress, { realms }: AmOptions): Promise<Answer> {
  if (!task.store.realms().includes(task.realm)) throw amErrors.error("am.realm-unknown");
  try {
    switch (address.kind) {
      case "trees":
        return await treesEndpoint(task, address.id);
      case "nodes":
        return await nodesEndpoint(task, address.type, address.id);
      case "scripts":
        return await scriptsEndpoint(task, address.id);
      case "libraries":
        return await librariesEndpoint(task);
      case "realms":
        return await realmsEndpoint(task, realms, address.id);
    }
  } catch (thrown) {
    throw refusalOf(thrown);
  }
}
