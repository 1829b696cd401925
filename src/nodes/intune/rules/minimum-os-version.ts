import { z } from "zod";
import { type Rule, textOf } from "./rule.ts";

const version = z.string().regex(/^\d{1,9}(?:\.\d{1,9}){0,7}$/, "must be dotted numbers, such as 10.0.19045");

export const minimumOsVersionSettings = {
  minimumOsVersions: z.record(z.string().min(1), version).nullish().meta({
    title: "Minimum versions of operating systems",
    description: 'By operating system as Intune names it, such as "Windows": "10.0.19045". Others pass.',
  }),
};

interface Settings {
  readonly minimumOsVersions?: Readonly<Record<string, string>> | null | undefined;
}

export const minimumOsVersionRule: Rule<Settings> = ({ minimumOsVersions }, { device }) => {
  const minimums = Object.entries(minimumOsVersions ?? {});
  if (minimums.length === 0) return null;
  const system = textOf(device, "operatingSystem");
  if (system === "") return "The device's operating system is not known.";
  const minimum = minimums.find(([name]) => name.toLowerCase() === system.toLowerCase())?.[1];
  if (minimum === undefined) return null;
  const installed = readVersion(textOf(device, "osVersion"));
  if (installed === null) return `The version of ${system} is not known; it must be at least ${minimum}.`;
  const isOld = compare(installed, minimum.split(".").map(Number)) < 0;
  return isOld ? `${system} ${installed.join(".")} is too old; it must be at least ${minimum}.` : null;
};

/** The dotted number that a version begins with: macOS adds its build, as in `14.6.1 (23G93)`. */
function readVersion(text: string): number[] | null {
  const dotted = /^(\d{1,9}(?:\.\d{1,9}){0,7})(?=$|[\s(+-])/.exec(text)?.[1];
  return dotted === undefined ? null : dotted.split(".").map(Number);
}

function compare(one: readonly number[], other: readonly number[]): number {
  for (let index = 0; index < Math.max(one.length, other.length); index += 1) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
