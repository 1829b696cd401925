import { describe, expect, it } from "vitest";
import { createTreeState, type IdentifiedUser } from "../../journey/index.ts";
import { dana, people } from "../testing/people.ts";
import { noServices } from "../testing/run-node.ts";
import { subjectOf } from "./subject.ts";

async function subject(attribute: string, shared: object, user: IdentifiedUser | null = null) {
  const { services, users } = await people({}, { team: ["blue"] });
  users.update("/alpha", "bob", { set: { team: ["blue"] } });
  const state = createTreeState({ ...shared }, {});
  const context = { realm: "/alpha", state, user, services: { ...noServices, ...services } };
  return subjectOf(context, attribute)?.username ?? null;
}

const collected = (objectAttributes: object) => ({ objectAttributes });

describe("whom a journey is about", () => {
  it.each<[string, string, object, IdentifiedUser | null, string | null]>([
    ["the user of the collected name", "userName", collected({ userName: "BOB" }), null, "bob"],
    ["the user of the name in the state", "userName", { username: "bob" }, null, "bob"],
    ["the one who has the value", "mail", collected({ mail: "BOB@example.com" }), null, "bob"],
    ["the name in the state when no value was collected", "mail", { username: "bob" }, null, "bob"],
    ["who logged in, when nothing was collected", "userName", {}, dana, "dana"],
    ["who logged in, with a value that nobody has", "mail", collected({ mail: "new@example.com" }), dana, "dana"],
    ["nobody when the name is unknown", "userName", { username: "eve" }, null, null],
    ["nobody when nothing was collected", "userName", {}, null, null],
    ["nobody when several have the value", "team", collected({ team: "blue" }), null, null],
    ["nobody when several have the value, also for who logged in", "team", collected({ team: "blue" }), dana, null],
    ["nobody when it is not who logged in, by name", "userName", collected({ userName: "bob" }), dana, null],
    ["nobody when it is not who logged in, by value", "mail", collected({ mail: "bob@example.com" }), dana, null],
    ["nobody for a value that is no text", "userName", collected({ userName: 5 }), null, null],
  ])("is %s", async (_rule, attribute, shared, user, expected) => {
    expect(await subject(attribute, shared, user)).toBe(expected);
  });
});
