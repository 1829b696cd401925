import { Secret } from "../../core/secret.ts";
import {
  type Action,
  type Answer,
  answerNumber,
  answerText,
  goTo,
  type NodeContext,
  send,
} from "../../journey/index.ts";
import { isUsername, universalId } from "../../users/index.ts";
import { node } from "../define.ts";
import type { NodeServices } from "../services.ts";
import { buttons, type ChangeNotice, changeCallbacks } from "./change-dialog.ts";
import { type LdapConfig, ldapConfig } from "./config.ts";
import type { DirectoryEntry, PasswordCheck } from "./directories.ts";
import { userAttributes, userNameOf } from "./profile.ts";

const longestPassword = 1024;
/** Attempts at a new password before the journey goes on without one. */
const changes = 5;

type Context = NodeContext<LdapConfig, NodeServices>;

/** Checks user name and password against an LDAP directory. */
export const ldapDecisionNode = node({
  type: "LdapDecisionNode",
  version: 1,
  title: "LDAP Decision",
  tags: ["basic authn", "basic authentication"],
  config: ldapConfig,
  outcomes: { TRUE: "True", FALSE: "False", LOCKED: "Locked", CANCELLED: "Cancelled", EXPIRED: "Expired" },
  reads: ["username", "password"],
  writes: ["username", "objectAttributes"],
  run(context) {
    const { answers, memory, state } = context;
    if (answers !== null && typeof memory.username === "string")
      return changePassword(context, memory.username, answers);
    const username = state.get("username");
    const password = state.get("password");
    if (typeof username !== "string" || typeof password !== "string") {
      return goTo("FALSE", { reason: "no user name or no password in state" });
    }
    // RFC 4513, 5.1.2: directories let anybody in who gives a name and no password.
    if (password === "" || password.length > longestPassword) return goTo("FALSE", { reason: "no possible password" });
    if (!isUsername(username)) return goTo("FALSE", { reason: "no possible user name" });
    return checkPassword(context, username, new Secret(password));
  },
});

async function checkPassword(context: Context, username: string, password: Secret): Promise<Action> {
  const { config, services } = context;
  const check = await counted(context, username, () => services.directories.check(config, username, password));
  if (check.kind !== "accepted") return refused(check);
  if (check.mustChange !== null) return askForPassword(config, { username, notice: check.mustChange, tries: 0 });
  return identified(context, check.entry, check.remark);
}

async function changePassword(context: Context, username: string, answers: readonly Answer[]): Promise<Action> {
  const { config, memory, services, state } = context;
  if (answerNumber(answers[4]) === buttons.cancel) return goTo("CANCELLED", { reason: "the password was not changed" });
  const [old = "", wanted = "", confirmed = ""] = answers.slice(1, 4).map((answer) => answerText(answer));
  const again = (notice: ChangeNotice): Action => {
    const tries = (typeof memory.tries === "number" ? memory.tries : 0) + 1;
    if (tries >= changes) return goTo("FALSE", { reason: "too many attempts to change the password" });
    return askForPassword(config, { username, notice, tries });
  };
  const problem = problemOf({ old, wanted, confirmed }, config);
  if (problem !== null) return again(problem);
  const passwords = { old: new Secret(old), wanted: new Secret(wanted) };
  const result = await counted(context, username, () => services.directories.change(config, username, passwords));
  if (result.kind === "change-refused") return again(result.reason);
  if (result.kind === "refused") return again("old-wrong");
  if (result.kind !== "accepted") return refused(result);
  state.putTransient("password", wanted);
  return identified(context, result.entry, result.remark);
}

function problemOf(typed: { old: string; wanted: string; confirmed: string }, config: LdapConfig): ChangeNotice | null {
  const { old, wanted, confirmed } = typed;
  if (old === "" || wanted === "" || Math.max(old.length, wanted.length) > longestPassword) return "old-missing";
  if (wanted !== confirmed) return "not-confirmed";
  if (wanted === old) return "unchanged";
  return wanted.length < config.minimumPasswordLength ? "too-short" : null;
}

function askForPassword(
  config: LdapConfig,
  { username, notice, tries }: { username: string; notice: ChangeNotice; tries: number },
): Action {
  return send(changeCallbacks(notice, config), { memory: { username, tries }, reason: notice });
}

/** Counts an attempt before the directory judges it. One that it accepts, or could not judge, does not count. */
async function counted<Check extends { readonly kind: string }>(
  { realm, request, services }: Context,
  username: string,
  ask: () => Promise<Check>,
): Promise<Check> {
  const attempt = services.directoryAttempts.begin(realm, username, request.clientIp);
  try {
    const check = await ask();
    if (check.kind === "accepted" || check.kind === "change-refused") attempt.forgive();
    return check;
  } catch (cause) {
    attempt.forgive();
    throw cause;
  }
}

const outcomes = { refused: "FALSE", locked: "LOCKED", expired: "EXPIRED" } as const;

function refused(check: Exclude<PasswordCheck, { readonly kind: "accepted" }>): Action {
  return goTo(outcomes[check.kind], { reason: check.reason });
}

function identified({ config, realm, state }: Context, entry: DirectoryEntry, remark?: string): Action {
  const username = userNameOf(entry, config);
  if (username === null) return goTo("FALSE", { reason: "the directory gives no user name" });
  state.putShared("username", username);
  const attributes = userAttributes(entry, config);
  if (Object.keys(attributes).length > 0) state.mergeShared({ objectAttributes: attributes });
  const identifiedUser = { username, universalId: universalId(realm, username) };
  return goTo("TRUE", { identifiedUser, ...(remark === undefined ? {} : { reason: remark }) });
}
