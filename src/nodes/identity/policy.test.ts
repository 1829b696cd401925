import { describe, expect, it } from "vitest";
import { attributeKind, defaultIdentityPolicy, questionId, questionText } from "./policy.ts";

describe("the policy of a realm", () => {
  it("knows PingAM's attributes, and lets the realm say otherwise", () => {
    const identity = {
      ...defaultIdentityPolicy.identity,
      attributes: { sn: { title: "Surname", type: "string" as const } },
    };
    const policy = { ...defaultIdentityPolicy, identity };
    expect(attributeKind(policy, "sn")).toEqual({ title: "Surname", type: "string" });
    expect(attributeKind(policy, "mail")).toEqual({ title: "Email Address", type: "string" });
    expect(attributeKind(policy, "constructor")).toEqual({ title: "constructor", type: "string" });
  });

  it("finds a predefined question by its id or its text in any language, and leaves others as they are", () => {
    const school = "What was the name of your first school?";
    expect(questionId(defaultIdentityPolicy, school)).toBe("school");
    expect(questionId(defaultIdentityPolicy, "school")).toBe("school");
    expect(questionId(defaultIdentityPolicy, "First pet?")).toBeNull();
    expect(questionText(defaultIdentityPolicy, "school", ["de"])).toBe(school);
    expect(questionText(defaultIdentityPolicy, "toString", [])).toBe("toString");
  });
});
