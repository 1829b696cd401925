import { describe, expect, it } from "vitest";
import { headersFrom } from "../http/headers.ts";
import { removeHeader, writeHeader } from "./message.ts";

describe("headers that a script writes", () => {
  it.each([
    ["Sallyport-Assertion", "x"],
    ["sallyport_assertion", "x"],
    ["Client_Cert", ":aaaa:"],
    ["CLIENT-CERT-CHAIN", ":aaaa:"],
    ["X", "a\r\nY: b"],
    ["X", "a\u0000"],
    ["X", "\u0130"],
    ["X Y", "a"],
    ["", "a"],
    ["X", "a".repeat(20_000)],
  ])("are refused: %s", (name, value) => {
    expect(() => writeHeader(headersFrom([]), name, [value], "put")).toThrow();
  });

  it.each(["Host", "content-length", "Transfer-Encoding", "CONNECTION", "Upgrade", "Expect", "TE", "Trailer"])(
    "leave %s alone",
    (name) => {
      const headers = headersFrom([name, "own"]);
      writeHeader(headers, name, ["other"], "put");
      writeHeader(headers, name, ["other"], "add");
      removeHeader(headers, name);
      expect(headers.toRaw()).toEqual([name, "own"]);
    },
  );
});
