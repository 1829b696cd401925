import { createHash } from "node:crypto";
import { systemClock } from "../../core/clock.ts";
import { systemRandom } from "../../core/random.ts";
import { Secret } from "../../core/secret.ts";
import { openStore } from "../open.ts";

/** Writes one record of each kind per turn and acknowledges the turn on stdout, until somebody kills this process. */
const [path = "", key = ""] = process.argv.slice(2);
const store = openStore({ path, clock: systemClock, random: systemRandom, sealingKey: new Secret(key) });
const now = Date.now();

for (let turn = 0; ; turn += 1) {
  const hash = createHash("sha256").update(`${turn}`).digest();
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
  const device = { algorithm: "HMAC_SHA1", digits: 6, period: 30, lastStep: -1 } as const;
  store.users.setOathDevice("alpha", user.username, {
    ...device,
    secret: new Secret("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
  });
  store.users.acceptOathStep("alpha", user.username, turn);
  store.traces.append([{ transactionId: `${turn}`, at: now, event: { turn } }]);
  process.stdout.write(`${turn}\n`);
  await new Promise(setImmediate);
}
