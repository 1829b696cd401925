import { seededRandom } from "../../core/random.ts";

/** Made-up values that stay the same from run to run: each follows from the subject's id and the purpose. */
export interface Derived {
  uuid(purpose: string): string;
  digits(purpose: string, length: number): string;
  /** Upper-case hexadecimal digits. */
  hex(purpose: string, length: number): string;
  /** An integer from `low` to `high`, both included. */
  integer(purpose: string, low: number, high: number): number;
}

export function deriveFrom(subject: string): Derived {
  const source = (purpose: string) => seededRandom(`${subject}/${purpose}`);
  return {
    uuid: (purpose) => source(purpose).uuid(),
    digits: (purpose, length) => Array.from(source(purpose).bytes(length), (byte) => byte % 10).join(""),
    hex: (purpose, length) => source(purpose).bytes(length).toString("hex").slice(0, length).toUpperCase(),
    integer: (purpose, low, high) => low + (source(purpose).bytes(6).readUIntBE(0, 6) % (high - low + 1)),
  };
}
