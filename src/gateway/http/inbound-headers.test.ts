import { describe, expect, test } from "vitest";
import { identityHeaders } from "../../device/index.ts";
import { headersFrom } from "./headers.ts";
import { stripInbound } from "./inbound-headers.ts";

const identity = identityHeaders(["SSL_Client_S_DN", "x-intune"]);

describe("on arrival, before any route looks", () => {
  test.each(["SSL_Client_S_DN", "ssl-client-s-dn", "X_INTUNE", "x-Intune", "Client-Cert", "Sallyport-Assertion"])(
    "every copy of %s goes, and the attempt is reported",
    (name) => {
      const headers = headersFrom([name, "1", "X-Other", "2", name.toLowerCase(), "3"]);
      expect(stripInbound(headers, identity)).toEqual([name, name.toLowerCase()]);
      expect(headers.toRaw()).toEqual(["X-Other", "2"]);
    },
  );

  test.each([
    "Forwarded",
    "X-Forwarded-For",
    "X-Forwarded-Anything",
    "X-Real-IP",
    "X-Rewrite-URL",
    "some_name",
    "Expect",
  ])("%s goes, without a report", (name) => {
    const headers = headersFrom([name, "1", "X-Other", "2"]);
    expect(stripInbound(headers, identity)).toEqual([]);
    expect(headers.toRaw()).toEqual(["X-Other", "2"]);
  });

  test("what Connection names goes, but never what frames or addresses the message", () => {
    const headers = headersFrom([
      "Connection",
      "X-Hop, Host, Content-Type",
      "X-Hop",
      "1",
      "Host",
      "a",
      "Content-Type",
      "b",
    ]);
    stripInbound(headers, identity);
    expect(headers.toRaw()).toEqual(["Host", "a", "Content-Type", "b"]);
  });
});
