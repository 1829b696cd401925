import { createHash } from "node:crypto";
import { systemClock } from "../../core/clock.ts";
import { systemRandom } from "../../core/random.ts";
import { Secret } from "../../core/secret.ts";
import { openStore } from "../open.ts";
import { oathDevice } from "./fixtures.ts";

/** Writes one record of each kind per turn and acknowledges the turn on stdout, until somebody kills this process. */
const [path = "", key = ""] = process.argv.slice(2);
const store = openStore({ path, clock: systemClock, random: systemRandom, sealingKey: new Secret(key) });
const now = Date.now();
const credential = {
  id: "key",
  name: "Key",
  publicKey: Buffer.alloc(77),
  counter: 0,
  transports: [],
  aaguid: "",
  createdAt: now,
  lastUsedAt: null,
};

for (let turn = 0; ; turn += 1) {
  const hash = createHash("sha256").update(`${turn}`).digest();
  const other = Buffer.alloc(32, 1);
  const user = {
    realm: "alpha",
    username: `user-${turn}`,
    passwordHash: null,
    active: true,
    roles: [],
    attributes: {},
  };
  store.executions.put({
    id: `${turn}`,
    stepHash: hash,
    expiresAt: now + 3_600_000,
    sealed: Buffer.from(`sealed ${turn}`),
  });
  store.sessions.create({
    tokenHash: hash,
    handle: `${turn}`,
    realm: "alpha",
    username: user.username,
    universalId: `id=${user.username}`,
    properties: { AuthLevel: "3" },
    certificate: null,
    createdAt: now,
    latestAccessAt: now,
    maxIdleMs: 3_600_000,
    maxSessionMs: 3_600_000,
  });
  store.users.upsert(user);
  store.users.oath.put("alpha", user.username, oathDevice(), 1);
  store.users.oath.acceptStep("alpha", user.username, "phone", turn);
  store.users.setPassword("alpha", user.username, `hash ${turn}`, 5);
  store.users.change("alpha", user.username, () => ({ attributes: { turn: [`${turn}`] } }));
  store.users.failures.passwordFailed("alpha", user.username, { failures: 1, milliseconds: 3_600_000 });
  store.users.recoveryCodes.replace("alpha", user.username, "OATH", [hash, other]);
  store.users.recoveryCodes.consume("alpha", user.username, "OATH", hash);
  store.users.webauthn.add("alpha", user.username, { ...credential, credentialId: `${turn}` }, 1);
  store.users.webauthn.use("alpha", user.username, `${turn}`, turn + 1);
  store.traces.append([{ transactionId: `${turn}`, at: now, events: [{ turn }] }]);
  process.stdout.write(`${turn}\n`);
  await new Promise(setImmediate);
}
