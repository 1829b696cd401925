import { describe, expect, it } from "vitest";
import { nodeErrors } from "../errors.ts";
import { everyOutcome } from "../testing/every-outcome.ts";
import { type NodeRun, runNode } from "../testing/run-node.ts";
import type { ChangeRefused, PasswordCheck } from "./directories.ts";
import { ldapDecisionNode } from "./index.ts";

const entry = { dn: "uid=dana+cn=x,ou=people,dc=h", attributes: { uid: ["dana"], mail: ["d@h"], ou: ["a", "b"] } };
const accepted: PasswordCheck = { kind: "accepted", entry, mustChange: null };
const required = everyOutcome.LdapDecisionNode;

interface Directory {
  readonly check?: PasswordCheck;
  readonly change?: PasswordCheck | ChangeRefused;
}

async function run({ check, change }: Directory, { attributes, services, ...rest }: NodeRun = {}) {
  const asked: string[] = [];
  const result = await runNode(ldapDecisionNode, {
    shared: { username: "DANA" },
    transient: { password: "right" },
    attributes: { ...required, ...attributes },
    services: {
      directories: {
        async check(_config, username, password) {
          asked.push(`${username} ${password.reveal()}`);
          return check ?? accepted;
        },
        async change(_config, username, { old, wanted }) {
          asked.push(`${username} ${old.reveal()} ${wanted.reveal()}`);
          return change ?? accepted;
        },
      },
      ...services,
    },
    ...rest,
  });
  return { ...result, asked };
}

describe("LDAP Decision", () => {
  it("leaves by TRUE and identifies the user by the first part of the DN", async () => {
    const { outcome, action, state, asked } = await run({});
    expect(outcome).toBe("TRUE");
    expect(asked).toEqual(["DANA right"]);
    expect(action).toMatchObject({ identifiedUser: { username: "dana" } });
    expect(state.get("username")).toBe("dana");
  });

  it("takes the user name from an attribute, and passes attributes on", async () => {
    const attributes = {
      returnUserDn: false,
      userProfileAttribute: "mail",
      userCreationAttrs: ["mail", "ou|teams", "no"],
    };
    const { state } = await run({}, { attributes });
    expect(state.get("username")).toBe("d@h");
    expect(state.get("objectAttributes")).toEqual({ mail: "d@h", teams: ["a", "b"] });
  });

  it.each([
    ["FALSE", { kind: "refused", reason: "wrong-password" }],
    ["FALSE", { kind: "refused", reason: "unknown-user" }],
    ["FALSE", { kind: "accepted", entry: { dn: "no name", attributes: {} }, mustChange: null }],
    ["LOCKED", { kind: "locked", reason: "account-locked" }],
    ["EXPIRED", { kind: "expired", reason: "password-expired" }],
  ] as const)("leaves by %s when the directory says %j", async (outcome, check) => {
    expect((await run({ check })).outcome).toBe(outcome);
  });

  it.each([
    ["an empty password", { transient: { password: "" } }],
    ["no password", { transient: {} }],
    ["a password of a megabyte", { transient: { password: "x".repeat(1_048_576) } }],
    ["no user name", { shared: {} }],
    ["a list instead of a name", { shared: { username: ["dana"] } }],
    ["a name with a NUL", { shared: { username: "dana\0" } }],
    ["a name of a megabyte", { shared: { username: "x".repeat(1_048_576) } }],
  ])("asks no directory about %s", async (_title, changes: NodeRun) => {
    const { outcome, asked } = await run({}, changes);
    expect([outcome, asked]).toEqual(["FALSE", []]);
  });

  it("counts a guess before the directory judges it, and forgives what it accepts or cannot judge", async () => {
    const log: string[] = [];
    const directoryAttempts = {
      begin(_realm: string, username: string, clientIp: string) {
        log.push(`${username} ${clientIp}`);
        return { forgive: () => void log.push("forgiven") };
      },
    };
    await run({ check: { kind: "refused", reason: "unknown-user" } }, { services: { directoryAttempts } });
    expect(log).toEqual(["DANA 127.0.0.1"]);
    await run({}, { services: { directoryAttempts } });
    expect(log).toEqual(["DANA 127.0.0.1", "DANA 127.0.0.1", "forgiven"]);
    const down = async () => Promise.reject(nodeErrors.error("nodes.directory-unavailable"));
    const services = { directoryAttempts, directories: { check: down, change: down } };
    await expect(run({}, { services })).rejects.toMatchObject({ code: "nodes.directory-unavailable" });
    expect(log.at(-1)).toBe("forgiven");
  });
});

describe("a password that must be changed", () => {
  const memory = { username: "dana", tries: 0 };
  const typed = (old: string, wanted: string, confirmed = wanted, button = 0) => [
    ...["", old, wanted, confirmed, button],
  ];
  const noticeOf = (action: unknown) =>
    (action as { callbacks: { output: { value: string }[] }[] }).callbacks[0]?.output[0]?.value;

  it("is asked for: old, new, confirmation", async () => {
    const { action } = await run({ check: { ...accepted, mustChange: "reset" } });
    expect(action).toMatchObject({
      kind: "send",
      memory: { username: "DANA", tries: 0 },
      callbacks: [
        { type: "TextOutputCallback", output: [{ value: "YOU MUST CHANGE YOUR PASSWORD." }, {}] },
        { type: "PasswordCallback", output: [{ value: "Old Password" }] },
        { type: "PasswordCallback", output: [{ value: "New Password" }] },
        { type: "PasswordCallback", output: [{ value: "Confirm Password" }] },
        { type: "ConfirmationCallback" },
      ],
    });
  });

  it("is changed as its owner: TRUE", async () => {
    const { outcome, asked, state } = await run({}, { memory, answers: typed("right", "better-one") });
    expect(outcome).toBe("TRUE");
    expect(asked).toEqual(["dana right better-one"]);
    expect(state.get("password")).toBe("better-one");
  });

  it("is left as it is: CANCELLED", async () => {
    expect((await run({}, { memory, answers: typed("", "", "", 1) })).outcome).toBe("CANCELLED");
  });

  it.each([
    ["no old password", typed("", "better-one"), "Enter the old and the new password."],
    [
      "another confirmation",
      typed("right", "better-one", "better-two"),
      "The new password and its confirmation differ.",
    ],
    ["the old password again", typed("right-one", "right-one"), "The new password must differ from the old one."],
    ["a short one", typed("right", "short"), "The new password is too short."],
    ["no answers", [], "Enter the old and the new password."],
  ])("is asked for again after %s, without troubling the directory", async (_title, answers, notice) => {
    const attributes = { mixedCaseForPasswordChangeMessages: true };
    const { action, asked } = await run({}, { memory, answers, attributes });
    expect([noticeOf(action), asked]).toEqual([notice, []]);
  });

  it.each([
    ["OLD PASSWORD", { kind: "refused", reason: "wrong-password" }],
    ["USED BEFORE", { kind: "change-refused", reason: "used-before" }],
    ["TOO SIMPLE", { kind: "change-refused", reason: "too-weak" }],
    ["DOES NOT ACCEPT", { kind: "change-refused", reason: "not-allowed" }],
  ] as const)("is asked for again when the directory refuses it: %s", async (notice, change) => {
    const { action } = await run({ change }, { memory, answers: typed("right", "better-one") });
    expect(noticeOf(action)).toContain(notice);
  });

  it("leaves by LOCKED and EXPIRED when the account does meanwhile, and by FALSE after five attempts", async () => {
    const answers = typed("right", "better-one");
    const locked = { kind: "locked", reason: "account-locked" } as const;
    expect((await run({ change: locked }, { memory, answers })).outcome).toBe("LOCKED");
    const expired = { kind: "expired", reason: "password-expired" } as const;
    expect((await run({ change: expired }, { memory, answers })).outcome).toBe("EXPIRED");
    const wrong = { kind: "refused", reason: "wrong-password" } as const;
    expect((await run({ change: wrong }, { memory: { username: "dana", tries: 4 }, answers })).outcome).toBe("FALSE");
  });
});
