import { describe, expect, it } from "vitest";
import { provenIds } from "./proven-ids.ts";
import { clientCertificate } from "./testing/client-certificate.ts";

const guid = "6a1e6f3c-9f0e-4a51-8b0e-0123456789ab";

describe("provenIds", () => {
  it("lists every id of the certificate once, whatever its form", () => {
    const certificate = clientCertificate({
      uris: [`IntuneDeviceId://${guid.toUpperCase()}`, `ID:Intune:GUID:${guid}`, "https://example.com"],
      dnsNames: ["device123.example.com", "device123.example.org", "under_score"],
      commonNames: ["John's PC", `{${guid}}`],
    });
    expect(provenIds(certificate)).toEqual([
      { kind: "intune", value: guid, place: "san-uri" },
      { kind: "unspecified", value: "device123", place: "san-dns" },
      { kind: "unspecified", value: "under_score", place: "san-dns" },
      { kind: "unspecified", value: "John's PC", place: "subject-cn" },
      { kind: "unspecified", value: guid, place: "subject-cn" },
    ]);
  });

  it.each([
    ["what climbs a path", { commonNames: ["..", ".", "a/b", "a..b", "a?b", "a#b", "a%2fb", "a\\b"] }],
    ["control and non-ASCII characters", { commonNames: ["a\nb", "a\0b", "é"], dnsNames: ["a.b\0c"] }],
    ["the zero GUID", { commonNames: ["00000000-0000-0000-0000-000000000000"] }],
    ["wildcards", { dnsNames: ["*.example.com"] }],
    ["over 128 characters", { commonNames: ["a".repeat(129)] }],
  ])("proves nothing by %s", (_name, names) => {
    expect(provenIds(clientCertificate(names))).toEqual([]);
  });
});
