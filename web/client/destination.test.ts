import { describe, expect, test } from "vitest";
import { httpsUrl, sameOriginUrl, webUrl } from "./destination.ts";

const here = "https://gateway.example:8443/mtls-intune/?realm=alpha";

describe("only web addresses are followed", () => {
  test.each([
    ["https://app.example/x", "https://app.example/x"],
    ["http://app.example/", "http://app.example/"],
    ["/app?x=1", "https://gateway.example:8443/app?x=1"],
    ["//app.example/", "https://app.example/"],
    ["javascript:alert(1)", undefined],
    [" JavaScript:alert(1)", undefined],
    ["data:text/html,x", undefined],
    ["blob:https://gateway.example:8443/1", undefined],
    ["https://", undefined],
    ["", undefined],
  ])("%j → %j", (text, expected) => {
    expect(webUrl(text, here)?.href).toBe(expected);
  });
});

describe("only the page's own origin is offered", () => {
  test.each([
    ["/am/console", "https://gateway.example:8443/am/console"],
    ["https://gateway.example:8443/app", "https://gateway.example:8443/app"],
    ["https://gateway.example/app", undefined],
    ["http://gateway.example:8443/app", undefined],
    ["//app.example/", undefined],
    ["/\\app.example/", undefined],
    ["https://gateway.example:8443@app.example/", undefined],
    ["blob:https://gateway.example:8443/1", undefined],
  ])("%j → %j", (text, expected) => {
    expect(sameOriginUrl(text, here)?.href).toBe(expected);
  });
});

describe("a redirect leads to the page's own origin, or to https", () => {
  test.each([
    ["https://idp.example/authorize?x=1", "https://idp.example/authorize?x=1"],
    ["/am/continue", "https://gateway.example:8443/am/continue"],
    ["http://idp.example/", undefined],
    ["javascript:alert(1)", undefined],
  ])("%j → %j", (text, expected) => {
    expect(httpsUrl(text, here)?.href).toBe(expected);
  });
});
