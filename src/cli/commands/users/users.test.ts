import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { usersCommand } from "./index.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sallyport-users-command-"));
  for (const realm of ["root", "alpha"]) {
    mkdirSync(join(folder, "realms", realm), { recursive: true });
    writeFileSync(join(folder, "realms", realm, "realm.json"), "{}");
  }
  writeFileSync(join(folder, "sallyport.json"), JSON.stringify({ realms: ["root", "alpha"] }));
});
afterEach(() => {
  process.exitCode = undefined;
  rmSync(folder, { recursive: true });
});

async function run(args: readonly string[], { typed = "", isTTY = false } = {}) {
  process.exitCode = undefined;
  const out: string[] = [];
  const err: string[] = [];
  const sink = (into: string[]) => new PassThrough().on("data", (chunk) => into.push(String(chunk)));
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const terminal = { workingDirectory: folder, environment: {}, stdout: sink(out), stderr: sink(err), stdin };
  stdin.end(typed);
  await usersCommand(terminal).parseAsync(args, { from: "user" });
  await new Promise(setImmediate);
  return { code: process.exitCode ?? 0, stdout: out.join(""), stderr: err.join("") };
}

const piped = { typed: "correct horse\n" };
const addErin = () => run(["add", "--admin", "erin", "--password-stdin"], piped);

describe("sallyport users", () => {
  test("makes the first administrator, in the root realm", async () => {
    expect(await addErin()).toMatchObject({ code: 0, stderr: "" });
    const { stdout } = await run(["show", "ERIN", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ realm: "/", username: "erin", roles: ["administrator"], active: true });
    expect(stdout).not.toContain("argon2");
  });

  test("makes an agent, which is no administrator", async () => {
    const { stdout } = await run(
      ["add", "--agent", "gateway", "--realm", "alpha", "--password-stdin", "--json"],
      piped,
    );
    expect(JSON.parse(stdout)).toMatchObject({ realm: "/alpha", roles: ["agent"] });
  });

  test("asks a person twice, and shows nothing of what is typed", async () => {
    const added = await run(["add", "bob"], { typed: "correct horse\rcorrect horse\r", isTTY: true });
    expect(added).toMatchObject({ code: 0, stderr: "Password: \nAgain: \n" });
    expect(added.stdout).not.toContain("horse");
    const differing = await run(["password", "bob"], { typed: "one password\rother password\r", isTTY: true });
    expect(differing).toMatchObject({ code: 1, stderr: expect.stringContaining("the two passwords differ") });
  });

  test("sets and removes attributes and roles", async () => {
    await run(["add", "bob", "--no-password", "--realm", "alpha", "--attribute", "mail=a@b.c", "--attribute", "sn=B"]);
    const set = ["set", "bob", "--realm", "alpha", "--json"];
    const { stdout } = await run([
      ...set,
      "--attribute",
      "mail=x=y",
      "--attribute",
      "mail=z",
      "--remove",
      "sn",
      "--admin",
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ attributes: { mail: ["x=y", "z"] }, roles: ["administrator"] });
    expect(JSON.parse((await run([...set, "--no-admin"])).stdout).roles).toEqual([]);
    const { stdout: list } = await run(["list", "--realm", "alpha", "--attribute", "mail=Z", "--json"]);
    expect(JSON.parse(list).users).toHaveLength(1);
  });

  test("locks, unlocks and removes", async () => {
    await addErin();
    expect((await run(["lock", "erin"])).stdout).toContain("switched off");
    expect((await run(["unlock", "erin"])).stdout).toContain("active");
    expect((await run(["devices", "erin"])).stdout).toBe("no devices\n");
    expect((await run(["remove", "erin"])).stdout).toBe("removed erin from /\n");
    expect((await run(["list"])).stdout).toBe("no users\n");
  });

  test.each([
    ["an unknown user", ["show", "nobody"], 3, "There is no such user."],
    ["an unknown user to lock", ["lock", "nobody"], 3, "There is no such user."],
    ["an unknown device", ["devices", "erin", "--remove", "x"], 3, 'erin has no device "x"'],
    ["a name that is taken", ["add", "ERIN", "--no-password"], 4, "There is a user of this name already."],
    ["a weak password", ["password", "erin", "--password-stdin"], 4, "it needs at least 8 characters"],
    ["a reserved attribute", ["set", "erin", "--attribute", "password=x"], 4, "is reserved"],
    ["an attribute without value", ["set", "erin", "--attribute", "mail"], 1, '"mail" is not written name=value'],
    ["nothing to change", ["set", "erin"], 1, "nothing to change"],
    ["no terminal", ["password", "erin"], 1, "say --password-stdin"],
    ["an unknown realm", ["list", "--realm", "alhpa"], 1, 'did you mean "alpha"?'],
    ["no deployment", ["list", "--deployment", "nowhere"], 1, "cannot be read"],
  ])("explains %s", async (_title, args, code, message) => {
    await addErin();
    expect(await run(args, { typed: "short" })).toMatchObject({
      code,
      stdout: "",
      stderr: expect.stringContaining(message),
    });
  });
});
