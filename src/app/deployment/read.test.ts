import { expect, it } from "vitest";
import { readFolder, readTextFile } from "./read.ts";

it.each([
  ["a file", readTextFile],
  ["a folder", readFolder],
] as const)("%s that is missing is a configuration error that names it, not a stack trace", async (_what, read) => {
  await expect(read("/no/such/place")).rejects.toMatchObject({
    code: "core.config-missing",
    message: "/no/such/place: cannot be read (ENOENT)",
  });
});
