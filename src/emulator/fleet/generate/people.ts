import type { Derived } from "../derive.ts";

/** The user of a generated device. */
export interface Person {
  readonly displayName: string;
  readonly userPrincipalName: string;
}

const givenNames = [
  "Amina",
  "Bjarne",
  "Chiara",
  "Dmitri",
  "Elif",
  "Femi",
  "Greta",
  "Hiroshi",
  "Ines",
  "Jakub",
  "Kavya",
  "Lars",
  "Mei",
  "Noor",
  "Oskar",
  "Priya",
  "Quentin",
  "Rosa",
  "Sven",
  "Tove",
  "Umut",
  "Vera",
  "Wanjiru",
  "Ximena",
  "Yusuf",
  "Zoë",
] as const;

const familyNames = [
  "Abebe",
  "Brandt",
  "Costa",
  "Dubois",
  "Eriksen",
  "Fischer",
  "García",
  "Hansen",
  "Ito",
  "Jansen",
  "Kowalski",
  "Lindqvist",
  "Moreau",
  "Nakamura",
  "O'Brien",
  "Petrov",
  "Quispe",
  "Rossi",
  "Singh",
  "Tanaka",
  "Ueda",
  "Virtanen",
  "Weber",
  "Xu",
  "Yilmaz",
  "Zhang",
] as const;

/** Names repeat, as in every large company; the number keeps user names apart. */
export function personOf(derived: Derived, index: number, domain: string): Person {
  const given = derived.pick("givenName", givenNames);
  const family = derived.pick("familyName", familyNames);
  const local = `${given}.${family}`
    .normalize("NFD")
    .replaceAll(/[^A-Za-z.]/g, "")
    .toLowerCase();
  return { displayName: `${given} ${family}`, userPrincipalName: `${local}${index}@${domain}` };
}
