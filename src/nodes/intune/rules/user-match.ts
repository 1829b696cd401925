import { flag, optionalText } from "../optional.ts";
import { type Rule, textOf } from "./rule.ts";

export const userMatchSettings = {
  requireUserMatch: flag.meta({
    title: "Require the device's user",
    description:
      "The device must be assigned in Intune to the user of the journey, who must be known before this node.",
  }),
  userMatchAttribute: optionalText.meta({
    title: "Attribute of the user",
    description:
      "Attribute that holds the user's Entra object id, user principal name or mail address. Unset: the user name itself.",
  }),
};

interface Settings {
  readonly requireUserMatch: boolean;
  readonly userMatchAttribute: string | null;
}

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export const userMatchRule: Rule<Settings> = ({ requireUserMatch, userMatchAttribute }, { device, person }) => {
  if (!requireUserMatch) return null;
  const { username } = person;
  if (username === null) return "Nobody is known yet to whom the device could belong.";
  const names = userMatchAttribute === null ? [username] : person.attribute(userMatchAttribute);
  const userId = textOf(device, "userId");
  const principals = [textOf(device, "userPrincipalName"), textOf(device, "emailAddress")].filter(
    (name) => name !== "",
  );
  if (userId === "" && principals.length === 0) return "The device is assigned to nobody in Intune.";
  const ids = names.filter((name) => guid.test(name));
  // An object id is never given to somebody else, a principal name may be: where both sides have one, it alone decides.
  const [own, wanted] = userId !== "" && ids.length > 0 ? [[userId], ids] : [principals, names];
  const belongs = wanted.some((name) => own.some((other) => fold(name) === fold(other)));
  return belongs ? null : "The device is assigned to somebody else in Intune.";
};

/** ASCII only: no other letter may fold into one of a principal name. */
function fold(text: string): string {
  return text.trim().replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
