/** Made-up values that stay the same from run to run: each follows from the subject's name and the purpose. */
export interface Derived {
  uuid(purpose: string): string;
  digits(purpose: string, length: number): string;
  /** Upper-case hexadecimal digits. */
  hex(purpose: string, length: number): string;
  /** An integer from `low` to `high`, both included. */
  integer(purpose: string, low: number, high: number): number;
  /** One of `choices`. */
  pick<Choice>(purpose: string, choices: readonly [Choice, ...Choice[]]): Choice;
  /** Whether a thing that happens with the given probability (0 to 1) happens. */
  chance(purpose: string, probability: number): boolean;
}

const range = 2 ** 32;

/** Fast rather than strong, since a fleet of 100,000 devices draws millions of values; nothing here keeps a secret. */
export function deriveFrom(subject: string): Derived {
  const [a, b, c, d] = hash128(subject);
  const draw = (purpose: string) => sfc32(a ^ hash32(purpose), b, c, d);
  const one = (purpose: string) => firstOfSfc32(a ^ hash32(purpose), b, c, d);
  const hex = (purpose: string, length: number): string => {
    const next = draw(purpose);
    let text = "";
    while (text.length < length) text += wordAsHex(next());
    return text.slice(0, length);
  };
  return {
    uuid(purpose) {
      const next = draw(purpose);
      const [middle, third] = [
        wordAsHex((next() & 0xffff0fff) | 0x4000),
        wordAsHex((next() & 0x3fffffff) | 0x80000000),
      ];
      const groups = `${middle.slice(0, 4)}-${middle.slice(4)}-${third.slice(0, 4)}-${third.slice(4)}`;
      return `${wordAsHex(next())}-${groups}${wordAsHex(next())}`;
    },
    digits(purpose, length) {
      const next = draw(purpose);
      let text = "";
      while (text.length < length) text += (next() % 10_000).toString().padStart(4, "0");
      return text.slice(0, length);
    },
    hex: (purpose, length) => hex(purpose, length).toUpperCase(),
    integer: (purpose, low, high) => low + (one(purpose) % (high - low + 1)),
    pick: (purpose, choices) => choices[one(purpose) % choices.length] ?? choices[0],
    chance: (purpose, probability) => one(purpose) < probability * range,
  };
}

const byteAsHex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function wordAsHex(word: number): string {
  const byte = (shift: number) => byteAsHex[(word >>> shift) & 255] ?? "";
  return byte(24) + byte(16) + byte(8) + byte(0);
}

/** 128 bits of a text: four multiplicative hashes that feed each other. 32 bits would repeat within a large fleet. */
function hash128(text: string): readonly [number, number, number, number] {
  let [a, b, c, d] = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = b ^ Math.imul(a ^ code, 0x9e3779b1);
    b = c ^ Math.imul(b ^ code, 0x85ebca77);
    c = d ^ Math.imul(c ^ code, 0xc2b2ae3d);
    d = a ^ Math.imul(d ^ code, 0x27d4eb2f);
  }
  return [a, b, c, d];
}

/** FNV-1a: enough to keep the few purposes of one subject apart. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash;
}

/** The first number of {@link sfc32} without a closure to hold the rest: nearly all draws want no more. */
function firstOfSfc32(seedA: number, seedB: number, seedC: number, seedCounter: number): number {
  let [a, b, c, counter, sum] = [seedA, seedB, seedC, seedCounter, 0];
  for (let round = 0; round <= mixingRounds; round += 1) {
    sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
  }
  return sum >>> 0;
}

const mixingRounds = 8;

/** Small fast counting generator by Chris Doty-Humphrey; the first rounds only mix the seed. */
function sfc32(seedA: number, seedB: number, seedC: number, seedCounter: number): () => number {
  let [a, b, c, counter] = [seedA, seedB, seedC, seedCounter];
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let round = 0; round < mixingRounds; round += 1) next();
  return next;
}
