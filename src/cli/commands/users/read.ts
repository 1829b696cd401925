import type { Command } from "commander";
import type { DeploymentUsers, Identity } from "../../../app/index.ts";
import { userTable } from "../../print/users.ts";
import { pairOf } from "./attributes.ts";
import { type CommonOptions, common, inRealm, known, shown, type UsersTerminal } from "./desk.ts";

export function listCommand(terminal: UsersTerminal): Command {
  return common("list", "List the users of a realm.")
    .option("--attribute <name=value>", "only users with this value, at most 20")
    .addHelpText("after", "\nExample:\n  sallyport users list --realm alpha --attribute mail=bob@example.com")
    .action((options: CommonOptions & { attribute?: string }) =>
      inRealm(terminal, options, ({ users, realm }) => {
        const found =
          options.attribute === undefined ? all(users, realm) : users.search(realm, query(options.attribute));
        return { body: { users: found }, text: (page) => userTable(found, page) };
      }),
    );
}

export function showCommand(terminal: UsersTerminal): Command {
  return common("show", "Show a user.")
    .argument("<user>")
    .addHelpText("after", "\nExample:\n  sallyport users show bob --realm alpha")
    .action((name: string, options: CommonOptions) =>
      inRealm(terminal, options, (desk) => shown(desk, known(desk, name))),
    );
}

function query(text: string): { attribute: string; value: string } {
  const [attribute, value] = pairOf(text);
  return { attribute, value };
}

function all(users: DeploymentUsers["users"], realm: string): readonly Identity[] {
  const found: Identity[] = [];
  let after: string | null = "";
  while (after !== null) {
    const page = users.list(realm, after === "" ? { limit: 1000 } : { after, limit: 1000 });
    found.push(...page.users);
    after = page.next;
  }
  return found;
}
