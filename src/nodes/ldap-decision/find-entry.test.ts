import fc from "fast-check";
import { AndFilter, EqualityFilter, OrFilter } from "ldapts";
import { describe, expect, it } from "vitest";
import { everyOutcome } from "../testing/every-outcome.ts";
import { ldapConfig } from "./config.ts";
import { userFilter } from "./find-entry.ts";

const config = (changes: object) => ldapConfig.parse({ ...everyOutcome.LdapDecisionNode, ...changes });

describe("the search filter", () => {
  it("takes whatever is typed as a value", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (username) => {
        const filter = userFilter(config({}), username);
        expect(filter).toBeInstanceOf(EqualityFilter);
        expect(filter).toMatchObject({ attribute: "uid", value: username });
      }),
    );
  });

  it("is escaped where it is written as text", () => {
    expect(userFilter(config({}), "*)(uid=\\").toString()).toBe("(uid=\\2a\\29\\28uid=\\5c)");
  });

  it("asks for one of several attributes, and for the settings' own filter besides", () => {
    const several = userFilter(config({ searchFilterAttributes: ["uid", "mail"] }), "d");
    expect(several).toBeInstanceOf(OrFilter);
    const both = userFilter(config({ userSearchFilter: "objectClass=person" }), "d");
    expect(both).toBeInstanceOf(AndFilter);
    expect(both.toString()).toBe("(&(uid=d)(objectClass=person))");
  });

  it("refuses a filter that is none", () => {
    expect(() => userFilter(config({ userSearchFilter: "(&(" }), "d")).toThrow();
  });

  it.each(["uid)(x", "", "u d", "*"])("refuses %j as the name of an attribute", (attribute) => {
    expect(() => config({ searchFilterAttributes: [attribute] })).toThrow();
  });
});
