import { expect, it } from "vitest";
import { frozenClock } from "../../core/clock.ts";
import { startDeadline } from "../deadline.ts";
import type { HttpCall } from "../http.ts";
import type { EntraAsker } from "./ask-entra.ts";
import { createNetworkModule } from "./network-module.ts";

const tokenEndpoint = "https://login.example/tenant/oauth2/v2.0/token";

function networkModule(): { module: ReturnType<typeof createNetworkModule>; calls: HttpCall[] } {
  const calls: HttpCall[] = [];
  const ask: EntraAsker = async (call, _deadline, read) => {
    calls.push(call);
    return read({ outcome: "no-answer", fault: "ECONNRESET" });
  };
  const deadline = startDeadline(1_000, frozenClock(0));
  return { module: createNetworkModule({ ask, tokenEndpoint, scope: "s", requestId: "r", deadline }), calls };
}

it.each([
  "https://evil.example/tenant/oauth2/v2.0/token",
  "https://login.example/other/oauth2/v2.0/token",
  "https://login.example:444/tenant/oauth2/v2.0/token",
])("a secret is sent to the token endpoint only, never to %s", async (url) => {
  const { module, calls } = networkModule();
  const code = "microsoft.token-request-misdirected";
  await expect(module.sendPostRequestAsync(url, { body: "client_secret=s" })).rejects.toMatchObject({ code });
  await expect(module.answer()).rejects.toMatchObject({ code });
  await expect(module.sendGetRequestAsync(url)).rejects.toMatchObject({ code });
  expect(calls).toEqual([]);
});

it("telemetry and further scopes that MSAL adds stay at home", async () => {
  const { module, calls } = networkModule();
  const body = "client_id=c&scope=s+openid+offline_access&x-client-SKU=msal&client_info=1&response_type=token";
  await module.sendPostRequestAsync(`${tokenEndpoint}?client-request-id=1`, {
    body,
    headers: { "X-AnchorMailbox": "UPN: u" },
  });
  expect(calls.map(({ url, body, headers }) => [url.href, body, Object.keys(headers)])).toEqual([
    [tokenEndpoint, "scope=s&client_id=c", ["accept", "content-type", "client-request-id", "user-agent"]],
  ]);
});
