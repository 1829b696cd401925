import { describe, expect, it } from "vitest";
import { realmSettingsSchema } from "./settings.ts";

describe("realm.json", () => {
  it("has PingAM's defaults", () => {
    expect(realmSettingsSchema.parse({})).toMatchObject({
      authentication: {
        maxDuration: 5,
        successUrl: "/am/console",
        failureUrl: "",
        gotoOrigins: [],
        suspendedMinutes: 5,
      },
      session: { maxTime: 120, maxIdleTime: 30, whenQuotaExceeded: "end-oldest", clientProperties: [] },
      cookie: { name: "iPlanetDirectoryPro" },
      cors: { origins: [] },
      zeroPageLogin: { enabled: false, refererWhitelist: [], allowedWithoutReferer: true },
      aliases: [],
    });
  });

  it.each<[string, object]>([
    ["an unknown key", { corss: {} }],
    ["an unknown key within", { session: { maxtime: 1 } }],
    ["a session without end", { session: { maxTime: 0 } }],
    ["a quota of no session at all", { session: { quota: 0 } }],
    ["a client property that only the server sets", { session: { clientProperties: ["authlevel"] } }],
    ["any goto origin", { authentication: { gotoOrigins: ["https://*.example.com"] } }],
    ["an alias that is a path", { aliases: ["a/b"] }],
    ["a cookie name with a separator", { cookie: { name: "a;b" } }],
    ["any origin", { cors: { origins: ["*"] } }],
    ["the null origin", { cors: { origins: ["null"] } }],
    ["an origin with a path", { cors: { origins: ["https://app.example.com/"] } }],
    ["an origin in capitals, which no browser sends", { cors: { origins: ["https://APP.example.com"] } }],
    ["a base URL with a query", { baseUrl: "https://login.example.com/am?x" }],
    ["a base URL with a user", { baseUrl: "https://user@login.example.com" }],
    ["a base URL of another scheme", { baseUrl: "ftp://login.example.com" }],
    ["a base URL that ends in a slash", { baseUrl: "https://login.example.com/am/" }],
  ])("refuses %s", (_case, settings) => {
    expect(realmSettingsSchema.safeParse(settings).success).toBe(false);
  });

  it("becomes a JSON Schema for editors", () => {
    expect(realmSettingsSchema.toJSONSchema({ io: "input" })).toMatchObject({
      additionalProperties: false,
      properties: { session: { properties: { maxIdleTime: { default: 30 } } } },
    });
  });
});
