import { rootCertificates } from "node:tls";
import { request } from "undici";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createMicrosoftDispatcher } from "./dispatcher.ts";
import { type FakeMicrosoft, startFakeMicrosoft } from "./testing/fake-microsoft.ts";

let fake: FakeMicrosoft;

beforeAll(async () => {
  fake = await startFakeMicrosoft();
});
afterAll(() => fake.close());

it("a server of the extra CA is trusted", async () => {
  const { statusCode, body } = await request(fake.origin, { dispatcher: fake.dispatcher });
  await body.dump();
  expect(statusCode).toBe(404);
});

it("a server of an unknown CA is not", async () => {
  const dispatcher = createMicrosoftDispatcher();
  await expect(request(fake.origin, { dispatcher })).rejects.toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
  await dispatcher.destroy();
});

it.each([
  ["nothing", ""],
  ["no PEM", "hello"],
  ["a broken certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"],
  [
    "a broken one after a good one",
    `${rootCertificates[0]}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----`,
  ],
])("an extra CA that is %s is refused at once", (_name, ca) => {
  expect(() => createMicrosoftDispatcher({ ca })).toThrow(expect.objectContaining({ code: "microsoft.ca-invalid" }));
});
