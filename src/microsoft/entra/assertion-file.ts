import { open } from "node:fs/promises";
import { errorCode } from "../../core/errors.ts";
import { failure, type VerdictFailure } from "../failure.ts";

const longestAssertion = 16_384;

/** The JWT that another identity provider keeps up to date in a file; read anew each time, because it is short-lived. */
export async function readAssertion(file: string): Promise<string | VerdictFailure> {
  const unreadable = (cause: string): VerdictFailure =>
    failure("assertion-unreadable", { causes: [`AssertionFile: ${cause}`] });
  try {
    const handle = await open(file);
    try {
      const buffer = Buffer.alloc(longestAssertion + 1);
      const { bytesRead } = await handle.read(buffer);
      if (bytesRead > longestAssertion) return unreadable("too large");
      const text = buffer.toString("utf8", 0, bytesRead).trim();
      return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text) ? text : unreadable("no JWT");
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    const code = errorCode(thrown);
    if (code === undefined) throw thrown;
    return unreadable(code);
  }
}
