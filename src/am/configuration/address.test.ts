import { describe, expect, it } from "vitest";
import { readConfigurationAddress } from "./address.ts";

const at = "realm-config/authentication/authenticationtrees";

describe("addresses of the configuration API", () => {
  it.each([
    [`/am/json/realms/root/${at}/trees`, { kind: "trees", realm: "/", id: null }],
    [`/am/json/${at}/trees/`, { kind: "trees", realm: "/", id: null }],
    [`/am/json/realms/root/realms/alpha/${at}/trees/My%20Tree`, { kind: "trees", realm: "/alpha", id: "My Tree" }],
    [`/am/json/realms/root/realms/scripts/${at}/nodes`, { kind: "nodes", realm: "/scripts", type: null, id: null }],
    [`/am/json/realms/root/${at}/nodes/PageNode/1`, { kind: "nodes", realm: "/", type: "PageNode", id: "1" }],
    ["/am/json/realms/root/realms/alpha/scripts/1", { kind: "scripts", realm: "/alpha", id: "1" }],
    ["/am/json/realms/root/libraries", { kind: "libraries", realm: "/" }],
    ["/am/json/global-config/realms/Lw", { kind: "realms", id: "Lw" }],
  ])("reads %s", (path, address) => {
    expect(readConfigurationAddress(path)).toEqual(address);
  });

  it.each([
    `/am/json/realms/root/${at}/trees/a/b`,
    `/am/json/realms/root/${at}/trees/a%2Fb`,
    `/am/json/realms/root/${at}/trees/%2e%2e`,
    `/am/json/realms/root/${at}/trees/%ff`,
    `/am/json/realms/root/${at}/nodes/a/b/c`,
    `/am/json/realms/root/${at}/trees/${"x".repeat(129)}`,
    "/am/json/realms/root/realm-config/services",
    "/am/json/global-config/servers",
    "/am/XUI/json/realms/root/scripts",
  ])("knows nothing at %s", (path) => {
    expect(readConfigurationAddress(path)).toBeNull();
  });
});
