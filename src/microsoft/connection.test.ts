import { MockAgent } from "undici";
import { describe, expect, it } from "vitest";
import { frozenClock } from "../core/clock.ts";
import { silentLogger } from "../core/log.ts";
import { seededRandom } from "../core/random.ts";
import { Secret } from "../core/secret.ts";
import { type CloudName, isMicrosoftCloud, microsoftClouds } from "./cloud.ts";
import { createComplianceClient } from "./compliance.ts";
import { type MicrosoftConnection, resolveConnection } from "./connection.ts";
import { clientId, clientSecret, device, deviceId, tenantId, withPassword } from "./testing/set-up.ts";

const connection: MicrosoftConnection = {
  cloud: "global",
  tenantId,
  clientId,
  credential: { kind: "client-secret", secret: new Secret(clientSecret) },
};

describe("each cloud of Microsoft's is asked at its own hosts", () => {
  const clouds: CloudName[] = ["global", "us-gov", "us-gov-dod", "china"];

  it.each(clouds)("%s", async (cloud) => {
    const { login, graph } = microsoftClouds[cloud];
    const agent = new MockAgent();
    agent.disableNetConnect();
    agent
      .get(login)
      .intercept({
        path: `/${tenantId}/oauth2/v2.0/token`,
        method: "POST",
        body: (form) => form.includes(encodeURIComponent(`${graph}/.default`)),
      })
      .reply(200, { token_type: "Bearer", expires_in: 3599, access_token: "t" });
    agent
      .get(graph)
      .intercept({ path: `/v1.0/deviceManagement/managedDevices/${deviceId}`, headers: { authorization: "Bearer t" } })
      .reply(200, device());
    const options = { clock: frozenClock(0), random: seededRandom("clouds"), log: silentLogger, dispatcher: agent };
    const client = createComplianceClient(options);
    expect(await client.verdict({ ...connection, cloud }, deviceId)).toMatchObject({ outcome: "device" });
    agent.assertNoPendingInterceptors();
    await client.close();
    await agent.close();
  });
});

describe("a connection that cannot work is refused by the name of the setting", () => {
  const rows: [Partial<MicrosoftConnection>, string][] = [
    [{ tenantId: "" }, "tenantId is missing"],
    [{ tenantId: "a/b" }, "tenantId is neither a GUID nor a domain"],
    [{ tenantId: "..", clientId }, "tenantId is neither a GUID nor a domain"],
    [{ tenantId: "common" }, "tenantId names no single tenant"],
    [{ tenantId: "Organizations" }, "tenantId names no single tenant"],
    [{ clientId: " " }, "clientId is missing"],
    [{ clientId: "x".repeat(5_000) }, "clientId is too long"],
    [
      { cloud: { login: "http://login.example", graph: "https://graph.example" } },
      "cloud.login is not an https origin",
    ],
    [
      { cloud: { login: "https://login.example", graph: "https://u:p@graph.example" } },
      "cloud.graph is not an https origin",
    ],
    [
      { cloud: { login: "https://login.example/x", graph: "https://graph.example" } },
      "cloud.login is not an https origin",
    ],
    [withPassword({ ...connection, tenantId: "consumers" }), "tenantId names no single tenant"],
    [
      { credential: { kind: "password", secret: null, userName: "", password: new Secret("p") } },
      "userName is missing",
    ],
    [
      { credential: { kind: "password", secret: null, userName: "u", password: new Secret("") } },
      "password is missing",
    ],
    [
      { credential: { kind: "password", secret: new Secret(""), userName: "u", password: new Secret("p") } },
      "secret is missing",
    ],
  ];

  it.each(rows)("%j", (change, problem) => {
    const result = resolveConnection({ ...connection, ...change });
    expect(result).toMatchObject({ outcome: "failure", reason: "not-configured", status: null });
    expect(result.outcome === "failure" && result.chain).toContain(`MicrosoftConnection: ${problem}`);
  });
});

it("the key of a connection holds no secret", () => {
  const resolved = resolveConnection(withPassword(connection));
  expect(resolved.outcome === "resolved" && resolved.key).not.toContain(clientSecret);
  expect(JSON.stringify(resolved)).not.toContain(clientSecret);
});

it("only the known pairs of hosts count as Microsoft's", () => {
  expect(isMicrosoftCloud("china")).toBe(true);
  expect(isMicrosoftCloud({ ...microsoftClouds.global })).toBe(true);
  expect(isMicrosoftCloud({ ...microsoftClouds.global, graph: "https://127.0.0.1:8444" })).toBe(false);
});
