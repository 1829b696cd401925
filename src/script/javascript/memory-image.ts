/**
 * A copy of a WebAssembly memory that can be written back. A sandbox starts every run from the same image, which is as
 * fresh as a new engine, also after a bug in the engine, and costs a tenth of making one.
 */
export interface MemoryImage {
  /** Whether the memory has been enlarged since; the image cannot take that back. */
  outgrown(): boolean;
  restore(): void;
}

const pageBytes = 4096;
/** A stretch of zeros longer than this is the unused part of the C stack: written before it is read, so left alone. */
const skippedZeroPages = 256;

interface Stretch {
  readonly start: number;
  readonly bytes: Uint8Array;
}

export function captureImage(memory: WebAssembly.Memory): MemoryImage {
  const size = memory.buffer.byteLength;
  const stretches = usedStretches(new Uint8Array(memory.buffer));
  return {
    outgrown: () => memory.buffer.byteLength !== size,
    restore() {
      const target = new Uint8Array(memory.buffer);
      for (const stretch of stretches) target.set(stretch.bytes, stretch.start);
    },
  };
}

function usedStretches(memory: Uint8Array): Stretch[] {
  const stretches: { first: number; last: number }[] = [];
  for (const page of usedPages(memory)) {
    const previous = stretches.at(-1);
    if (previous !== undefined && page - previous.last <= skippedZeroPages) previous.last = page;
    else stretches.push({ first: page, last: page });
  }
  return stretches.map(({ first, last }) => {
    const start = first * pageBytes;
    return { start, bytes: memory.slice(start, (last + 1) * pageBytes) };
  });
}

function* usedPages(memory: Uint8Array): Generator<number> {
  const zeros = Buffer.alloc(pageBytes);
  for (let page = 0; page * pageBytes < memory.length; page += 1) {
    if (!zeros.equals(memory.subarray(page * pageBytes, (page + 1) * pageBytes))) yield page;
  }
}
