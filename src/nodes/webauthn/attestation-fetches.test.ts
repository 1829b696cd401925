import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { bytesOf } from "./client-answer.ts";
import { androidKeyChain } from "./testing/android-key.ts";
import { authenticator, type Lies, type Statement, type StatementPart } from "./testing/authenticator.ts";
import { verifyRegistration } from "./verify.ts";

/** A client that registers must not choose what this server fetches. */

const seen: string[] = [];
const inside = createServer((request, response) => {
  seen.push(request.url ?? "");
  response.end();
});
let list: string;

beforeAll(async () => {
  await once(inside.listen(0, "127.0.0.1"), "listening");
  list = `http://127.0.0.1:${(inside.address() as AddressInfo).port}/inside`;
});
afterAll(() => {
  inside.close();
});
beforeEach(() => {
  seen.length = 0;
});

const origin = "https://login.example.com";
const rpId = "login.example.com";
const ceremony = { challenge: "AAAA", rpId, origin };

function register(lies: Lies, attestation: "NONE" | "DIRECT" = "DIRECT", key = authenticator()) {
  const [clientDataJson = "", object] = key.register(ceremony, lies).split("::");
  return verifyRegistration(
    { clientDataJson, attestationObject: bytesOf(object) ?? "", credentialId: key.credentialId },
    {
      ...{ challenge: "AAAA", relyingParty: { id: rpId, origins: [origin] }, requireUserVerification: true },
      ...{ attestation, algorithms: [-7] },
    },
  );
}

async function registerAndroid(revocationList?: string, attestation?: "NONE" | "DIRECT", asText = false) {
  const key = authenticator();
  const chain = await androidKeyChain(key.publicKey, key.clientDataHash(ceremony), revocationList);
  const [leaf = new Uint8Array(), root = new Uint8Array()] = chain;
  const x5c = asText ? [leaf, Buffer.from(root).toString("base64")] : [leaf, root];
  const statement = (sig: Uint8Array): Statement =>
    new Map<string, StatementPart>([
      ["alg", -7],
      ["sig", sig],
      ["x5c", x5c],
    ]);
  return register({ fmt: "android-key", statement }, attestation, key);
}

it("refuses certificates that name a revocation list, and fetches nothing", async () => {
  const reason = "a certificate of the attestation names revocation lists, which are not fetched";
  expect(await registerAndroid(list)).toEqual({ ok: false, reason });
  expect(seen).toEqual([]);
});

it("refuses certificates in text, which the library would read too", async () => {
  const reason = "the attestation statement has no list of certificates";
  expect(await registerAndroid(list, "DIRECT", true)).toEqual({ ok: false, reason });
  expect(seen).toEqual([]);
});

it("leaves certificates without lists to the library, which knows the makers' roots", async () => {
  const reason = "x5c root certificate was not a known root certificate (Android Key)";
  expect(await registerAndroid()).toEqual({ ok: false, reason });
});

it("looks at no certificate when no statement was asked for", async () => {
  expect(await registerAndroid(list, "NONE")).toMatchObject({ ok: true, value: { attestationFormat: "none" } });
  expect(seen).toEqual([]);
});

it("takes a packed statement that the credential signed itself", async () => {
  const statement = (sig: Uint8Array): Statement =>
    new Map<string, StatementPart>([
      ["alg", -7],
      ["sig", sig],
    ]);
  expect(await register({ fmt: "packed", statement })).toMatchObject({
    ok: true,
    value: { attestationFormat: "packed" },
  });
});

it.each(["android-safetynet", "compound", ""])("refuses the format %j", async (fmt) => {
  const reason = "the format of the attestation statement is not supported";
  expect(await register({ fmt })).toEqual({ ok: false, reason });
});
