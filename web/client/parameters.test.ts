import { expect, test } from "vitest";
import { queryText, readParameters } from "./parameters.ts";

const intune = { authIndexType: "service", authIndexValue: "intune" };

test.each([
  ["?realm=alpha&authIndexType=service&authIndexValue=intune", "", "alpha", intune],
  ["?realm=/alpha&authIndexType=service&authIndexValue=intune", "#login", "/alpha", intune],
  ["", "#login&realm=alpha&goto=%2Fapp", "alpha", { goto: "/app" }],
  ["", "#login/?realm=alpha&locale=de", "alpha", { locale: "de" }],
  ["?realm=alpha", "#/service/intune", "alpha", intune],
  ["", "#/service/intune?ForceAuth=true", "", { ForceAuth: "true", ...intune }],
  ["", "#/service/two%20factor", "", { authIndexType: "service", authIndexValue: "two factor" }],
  ["", "#realm=alpha&locale=de", "alpha", { locale: "de" }],
  ["?goto=https://a.example/?x=1", "", "", { goto: "https://a.example/?x=1" }],
  ["?service=intune", "", "", intune],
  ["?authlevel=10", "", "", { authIndexType: "level", authIndexValue: "10" }],
  ["?module=m", "", "", { authIndexType: "module", authIndexValue: "m" }],
  ["?user=u&locale=de", "", "", { locale: "de", authIndexType: "user", authIndexValue: "u" }],
  ["?role=r", "", "", { authIndexType: "role", authIndexValue: "r" }],
  ["?service=x&authIndexType=service&authIndexValue=intune", "", "", intune],
  ["?composite_advice=%3CAdvices%2F%3E&service=x", "", "", { composite_advice: "<Advices/>", service: "x" }],
  ["?locale=de&locale=fr", "#login&locale=es", "", { locale: "de" }],
  ["?realm=&goto=&locale=de", "", "", { locale: "de" }],
  ["?__proto__=x&constructor=y", "", "", JSON.parse('{"__proto__":"x","constructor":"y"}')],
])("%s %s", (search, hash, realm, expected) => {
  const read = readParameters({ search, hash });
  expect(read.realm).toBe(realm);
  expect([...read.parameters]).toEqual(Object.entries(expected));
});

test("parameters reach the server as they were meant", () => {
  expect(queryText(new Map([["goto", "https://a.example/?x=1&y=ä +#"]]))).toBe(
    "?goto=https%3A%2F%2Fa.example%2F%3Fx%3D1%26y%3D%C3%A4%20%2B%23",
  );
  expect(queryText(new Map())).toBe("");
});
