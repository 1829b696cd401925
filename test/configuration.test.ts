import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, type Client, client } from "./harness/client.ts";
import { secretOf } from "./harness/demo.ts";
import { deploy, type OwnDeployment } from "./harness/deployment.ts";
import { killServer } from "./harness/kill-server.ts";
import { eventually } from "./harness/sallyport.ts";

/** The configuration API of a real deployment: nothing acknowledged is lost, and no gateway reaches it. */

const base = "/am/json/realms/root/realms/alpha/realm-config/authentication/authenticationtrees";
const success = "70e691a5-1e33-4ac3-a356-e7b6d60d92e0";

let deployment: OwnDeployment;
let server: Client;
let gateway: Client;
let session: Record<string, string>;

beforeAll(async () => {
  deployment = await deploy();
  server = client({ origin: deployment.server });
  gateway = client({ origin: deployment.gateway });
  session = { iplanetdirectorypro: (await signIn()).body.tokenId };
});

afterAll(async () => {
  await Promise.all([server.close(), gateway.close()]);
  await deployment.remove();
});

/** As frodo does: by header, at the root realm. */
function signIn(): Promise<Answer> {
  return server.call("POST", "/am/json/realms/root/authenticate", "{}", {
    "x-openam-username": "admin",
    "x-openam-password": secretOf("user.admin.password"),
  });
}

const put = (path: string, body: object) => server.call("PUT", `${base}/${path}`, body, session);

describe("the configuration API", () => {
  it("has every write that it acknowledged after kill -9 in the middle of many, and starts", async () => {
    const acknowledged: string[] = [];
    const writes = Array.from({ length: 40 }, async (_, index) => {
      const node = await put(`nodes/ModifyAuthLevelNode/n${index}`, { authLevelIncrement: index });
      if (node.status === 201) acknowledged.push(`nodes/ModifyAuthLevelNode/n${index}`);
      const tree = await put(`trees/t${index}`, {
        entryNodeId: `n${index}`,
        nodes: { [`n${index}`]: { nodeType: "ModifyAuthLevelNode", connections: { outcome: success } } },
      });
      if (tree.status === 201) acknowledged.push(`trees/t${index}`);
    });
    const ended = Promise.allSettled(writes);
    await eventually("some answers", () => acknowledged.length >= 50);
    await killServer(deployment, server);
    await ended;
    const read = acknowledged.map((path) => server.call("GET", `${base}/${path}`, undefined, session));
    const lost = (await Promise.all(read)).filter(({ status }) => status !== 200);
    expect(lost).toEqual([]);
  });

  it("cannot be reached through the gateway, not even with an administrator's session", async () => {
    const path = `${base}/trees?_queryFilter=true`;
    expect((await server.call("GET", path, undefined, session)).status).toBe(200);
    expect((await gateway.call("GET", path, undefined, session)).status).toBe(403);
  });
});
