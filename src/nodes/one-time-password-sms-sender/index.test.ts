import { describe, expect, it } from "vitest";
import { identityFake } from "../../users/testing/fakes.ts";
import type { OutgoingMail } from "../mail/mailer.ts";
import type { NodeServices } from "../services.ts";
import { runNode, usersFake } from "../testing/run-node.ts";
import { oneTimePasswordSmsSenderNode } from "./index.ts";

async function run(attributesOfDana: Record<string, string[]>, services: Partial<NodeServices> = {}) {
  const sent: OutgoingMail[] = [];
  const dana = identityFake({ username: "dana", attributes: attributesOfDana });
  const { outcome } = await runNode(oneTimePasswordSmsSenderNode, {
    shared: { username: "dana" },
    transient: { oneTimePassword: "12345678" },
    attributes: {
      ...{ hostName: "mail.test", hostPort: 25, fromEmailAddress: "no-reply@example.com" },
      mobileCarrierAttributeName: "carrier",
    },
    services: {
      users: usersFake({ find: () => dana }),
      mail: { send: async (mail) => void sent.push(mail) },
      ...services,
    },
  });
  return { outcome, to: sent.map((mail) => mail.to), texts: sent.map((mail) => mail.text) };
}

describe("OTP SMS Sender", () => {
  it("neither waits for the mail server nor tells that it refused", async () => {
    const reach = { telephoneNumber: ["5550102@sms.test"] };
    const warnings: object[] = [];
    const log = { warn: (fields: object) => void warnings.push(fields) };
    const sends = [() => new Promise<void>(() => undefined), () => Promise.reject(new Error("refused"))];
    for (const send of sends) expect((await run(reach, { mail: { send }, log })).outcome).toBe("outcome");
    expect(warnings).toEqual([{ cause: "refused" }]);
  });

  it.each([
    [
      "a number and a carrier",
      { telephoneNumber: ["+41 79 (555) 01-02"], carrier: ["sms.test"] },
      ["+41795550102@sms.test"],
    ],
    ["a carrier with an at sign", { telephoneNumber: ["5550102"], carrier: ["@sms.test"] }, ["5550102@sms.test"]],
    [
      "a number that is an address",
      { telephoneNumber: ["5550102@other.test"], carrier: ["sms.test"] },
      ["5550102@other.test"],
    ],
    ["no carrier", { telephoneNumber: ["5550102"] }, []],
    ["no number", { carrier: ["sms.test"] }, []],
    ["a number that is two addresses", { telephoneNumber: ["a@b, c@d"] }, []],
  ])("leaves by outcome for %s", async (_title, attributes: Record<string, string[]>, to) => {
    const result = await run(attributes);
    expect(result.outcome).toBe("outcome");
    expect(result.to).toEqual(to);
    for (const text of result.texts) expect(text).toContain("12345678");
  });
});
