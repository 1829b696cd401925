import { describe, expect, it } from "vitest";
import { lintSource } from "./lint-source.ts";

describe("lintSource", () => {
  it.each([
    ["next.handle(context, request)\nnext.handle(context, request)", ["line 1: next.handle does not end a script"]],
    ["if (x) {\n  return next.handle(context, request)\n}\nreturn next.handle(context, request)", []],
    ["// next.handle(context, request)\nnext.handle(context, request)", []],
    ["request.headers.add('X-Id', id)", ['line 1: headers.add("X-Id") keeps values']],
    ["request.headers.put('X-Id', id)", []],
    ["def a = '// not a comment'\nrequest.headers.add(\"X\", a)", ['line 2: headers.add("X") keeps values']],
    ["dns.substring(0, dns.indexOf('.'))", ["line 1: indexOf answers -1"]],
  ])("%j", (source, remarks) => {
    expect(lintSource(source)).toEqual(remarks.map((remark) => expect.stringContaining(remark)));
  });
});
