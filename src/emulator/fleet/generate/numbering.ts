import { deriveFrom } from "../derive.ts";

/** Ids from which the number of the device can be read back, so that 100,000 devices need no table of ids. */
export interface Numbering {
  idOf(index: number): string;
  /** The number of the device with this id (lower case); `undefined` for every other text. */
  indexOf(id: string): number | undefined;
}

/** An odd number and its inverse modulo 2³²: multiplying by one undoes the other. */
const spread = 0x9e3779b1;
const gather = 0x0e8b2f51;

/** Ids for the numbers from 0 to `count` - 1. Different names give different ids. */
export function createNumbering(name: string, count: number): Numbering {
  const mask = Number.parseInt(deriveFrom(name).hex("mask", 8), 16);
  const idOf = (index: number): string => {
    const last = ((Math.imul(index, spread) ^ mask) >>> 0).toString(16).padStart(8, "0");
    return `${deriveFrom(`${name}/${index}`).uuid("id").slice(0, 28)}${last}`;
  };
  return {
    idOf,
    indexOf(id) {
      const last = /^[0-9a-f-]{28}([0-9a-f]{8})$/.exec(id)?.[1];
      if (last === undefined) return undefined;
      const index = Math.imul(Number.parseInt(last, 16) ^ mask, gather) >>> 0;
      return index < count && idOf(index) === id ? index : undefined;
    },
  };
}
