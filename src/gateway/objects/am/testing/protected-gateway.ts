import type { JsonObject } from "../../../../core/json.ts";
import { el, startTestGateway, type TestGateway, type TestGatewayOptions } from "../../../testing/harness.ts";
import { startUpstream, type TestUpstream } from "../../../testing/upstream.ts";
import { agentPassword, type FakeAm, startFakeAm } from "./fake-am.ts";

/** A gateway that protects an application, in front of a stand-in for AM. */
export interface ProtectedGateway {
  readonly gateway: TestGateway;
  readonly am: FakeAm;
  readonly app: TestUpstream;
  close(): Promise<void>;
}

export interface ProtectedOptions {
  /** Of the SingleSignOnFilter. */
  readonly filter?: JsonObject;
  /** Of the AmService. */
  readonly service?: JsonObject;
  /** Filters between single sign-on and the application. */
  readonly filters?: readonly JsonObject[];
  /** More keys of the route. */
  readonly route?: JsonObject;
  readonly heap?: readonly JsonObject[];
  readonly gateway?: Partial<TestGatewayOptions>;
}

export const secrets: JsonObject = { type: "FileSystemSecretStore", config: { directory: "secrets" } };

export async function startProtected(options: ProtectedOptions = {}): Promise<ProtectedGateway> {
  const am = await startFakeAm();
  const app = await startUpstream();
  const { files, ...more } = options.gateway ?? {};
  try {
    const gateway = await startTestGateway({
      ...more,
      files: { "secrets/agent.password": agentPassword, ...files },
      routes: { "app.json": { name: "app", baseURI: app.origin, ...routeOf(am, options) } },
    });
    const close = async (): Promise<void> => {
      await Promise.all([gateway.close(), am.close(), app.close()]);
    };
    return { gateway, am, app, close };
  } catch (problem) {
    await Promise.all([am.close(), app.close()]);
    throw problem;
  }
}

function routeOf(am: FakeAm, { filter, service, filters = [], route, heap = [] }: ProtectedOptions): JsonObject {
  const agent = { username: "gateway", passwordSecretId: "agent.password" };
  const amService = { url: am.url, realm: "/alpha", agent, secretsProvider: secrets, ...service };
  return {
    condition: el("find(request.uri.path, '^/')"),
    heap: [{ name: "Am", type: "AmService", config: amService }, ...heap],
    handler: {
      type: "Chain",
      config: {
        filters: [{ type: "SingleSignOnFilter", config: { amService: "Am", ...filter } }, ...filters],
        handler: "ReverseProxyHandler",
      },
    },
    ...route,
  };
}
