import { describe, expect, it } from "vitest";
import { z } from "zod";
import { attributeKind, defaultIdentityPolicy, identityPolicyShape, questionId, questionText } from "./policy.ts";

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

describe("realm.json", () => {
  const schema = z.object(identityPolicyShape);

  it("may say nothing: then there are no terms, two questions to answer, and PingAM's required attributes", () => {
    expect(schema.parse({})).toMatchObject({
      securityQuestions: { minimumAnswersToDefine: 2, minimumAnswersToVerify: 1 },
      consent: { mappings: [] },
      identity: { requiredAttributes: ["userName", "givenName", "sn", "mail"] },
    });
    expect(schema.parse({}).termsAndConditions).toBeUndefined();
  });

  it.each([
    { termsAndConditions: { texts: { en: "x" } } },
    { termsAndConditions: { version: "1", texts: {} } },
    { securityQuestions: { minimumAnswersToDefine: 0 } },
    { securityQuestions: { minimumAnswersToVerify: 3 } },
    { consent: { mappings: [{}] } },
    { identity: { attributes: { a: { type: "date" } } } },
    { identity: { unknown: true } },
  ])("cannot say %j", (said) => {
    expect(schema.safeParse(said).success).toBe(false);
  });
});
