import { describe, expect, it } from "vitest";
import { parseClientCertificate } from "../../device/index.ts";
import { commonNames, makeCertificate } from "../../device/testing/certificates.ts";
import { certificateReader } from "./certificate.ts";

const details = async (options: Parameters<typeof makeCertificate>[0]) =>
  certificateReader()(parseClientCertificate((await makeCertificate(options)).der));

describe("certificateReader", () => {
  it("reads alternative names of every type in their order, as Java numbers them", async () => {
    const { alternativeNames } = await details({
      subject: commonNames("d"),
      names: [
        { type: "email", value: "a@example.com" },
        { type: "dns", value: "d.example.com" },
        { type: "dn", value: "CN=x, O=y" },
        { type: "url", value: "urn:uuid:1" },
        { type: "ip", value: "192.0.2.1" },
        { type: "ip", value: "2001:db8::1" },
        { type: "id", value: "1.2.3.4" },
      ],
    });
    expect(alternativeNames).toEqual([
      { type: 1, value: "a@example.com" },
      { type: 2, value: "d.example.com" },
      { type: 4, value: "O=y,CN=x" },
      { type: 6, value: "urn:uuid:1" },
      { type: 7, value: "192.0.2.1" },
      { type: 7, value: "2001:db8:0:0:0:0:0:1" },
      { type: 8, value: "1.2.3.4" },
    ]);
  });

  it("tells no extension from an empty one by null", async () => {
    expect((await details({ subject: commonNames("d") })).alternativeNames).toBeNull();
  });

  it("writes names as Java's getSubjectDN does, escaped commas left alone", async () => {
    const { subjectName } = await details({ subject: [{ O: ["x, y"] }, { CN: ["a"] }] });
    expect(subjectName).toBe("CN=a, O=x\\, y");
  });
});
