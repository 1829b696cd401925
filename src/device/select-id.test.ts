import { describe, expect, it } from "vitest";
import { type DeviceIdPlaceRule, selectDeviceId } from "./select-id.ts";
import { clientCertificate } from "./testing/client-certificate.ts";

const one = "6a1e6f3c-9f0e-4a51-8b0e-0123456789ab";
const two = "7b2e6f3c-9f0e-4a51-8b0e-0123456789ab";
const zero = "00000000-0000-0000-0000-000000000000";
const sid = "tag:microsoft.com,2022-09-14:sid:S-1-5-21-1-2-3-4";

describe("selectDeviceId", () => {
  it.each([
    ["the scheme of the NAC article", { uris: [`IntuneDeviceId://${one}`] }, one, "san-uri"],
    ["the scheme in any case", { uris: [`INTUNEDEVICEID://${one}`] }, one, "san-uri"],
    ["Cisco's form", { uris: [`ID:Microsoft Endpoint Manager:GUID:${one}`] }, one, "san-uri"],
    ["authentik's form", { uris: [`ID:Intune:GUID:${one}`] }, one, "san-uri"],
    ["a URI behind the strong-mapping tag", { uris: [sid, `IntuneDeviceId://${one}`] }, one, "san-uri"],
    ["a GUID in braces and upper case", { uris: [`IntuneDeviceId:// {${one.toUpperCase()}} `] }, one, "san-uri"],
    ["the same id twice", { uris: [`IntuneDeviceId://${one}`, `ID:Intune:GUID:${one}`] }, one, "san-uri"],
    ["the first label of a DNS name", { dnsNames: [`${one}.example.com`] }, one, "san-dns"],
    ["the page's example", { dnsNames: ["device123.example.com"] }, "device123", "san-dns"],
    ["a DNS name without a dot", { dnsNames: [one] }, one, "san-dns"],
    ["a common name", { commonNames: ["device123"] }, "device123", "subject-cn"],
    ["a common name with blanks", { commonNames: [` ${one.toUpperCase()} `] }, one, "subject-cn"],
    [
      "the URI before DNS and CN",
      { uris: [`IntuneDeviceId://${one}`], dnsNames: [`${two}.x`], commonNames: ["y"] },
      one,
      "san-uri",
    ],
    ["DNS before the CN", { dnsNames: [`${two}.x`], commonNames: [one] }, two, "san-dns"],
    [
      "the next place when a URI holds no GUID",
      { uris: ["IntuneDeviceId://laptop"], dnsNames: ["d1.x"] },
      "d1",
      "san-dns",
    ],
  ])("takes %s", (_name, names, value, place) => {
    expect(selectDeviceId(clientCertificate(names))).toMatchObject({ found: "id", id: { value, place } });
  });

  it.each([
    ["nothing", {}],
    ["only the strong-mapping tag", { uris: [sid] }],
    ["a URI of another scheme", { uris: [`https://example.com/${one}`, `xIntuneDeviceId://${one}`] }],
    ["text after the GUID of a URI", { uris: [`IntuneDeviceId://${one}/x`, `IntuneDeviceId://${one}${one}`] }],
    ["the zero GUID", { uris: [`IntuneDeviceId://${zero}`], dnsNames: [`${zero}.x`], commonNames: [`{${zero}}`] }],
    ["a half-open brace", { uris: [`IntuneDeviceId://{${one}`] }],
    ["a wildcard", { dnsNames: ["*.example.com", "device123.*.com"] }],
    ["an internationalised label", { dnsNames: ["xn--dvice-csa.example.com", "XN--dvice-csa.example.com"] }],
    ["a NUL byte", { dnsNames: ["device123\0.example.com", "device123.ex\0ample.com"], commonNames: ["device123\0"] }],
    ["look-alike letters", { dnsNames: ["dеvice123.example.com"], commonNames: ["dеvice123"] }],
    ["an empty first label", { dnsNames: [".example.com", ""], commonNames: ["", "  "] }],
    ["characters outside the allow-list", { dnsNames: ["a_b.x", "a b.x"], commonNames: ["John's PC", "a/b"] }],
    ["more than 64 characters", { commonNames: ["a".repeat(65)] }],
  ])("finds no id in %s", (_name, names) => {
    expect(selectDeviceId(clientCertificate(names))).toEqual({ found: "none" });
  });

  it.each([
    ["two URIs", { uris: [`IntuneDeviceId://${one}`, `ID:Intune:GUID:${two}`] }, undefined],
    ["two DNS names", { dnsNames: ["device1.example.com", "device2.example.com"] }, undefined],
    ["two common names", { commonNames: ["device1", "device2"] }, undefined],
    [
      "two places of the same kind",
      { uris: [`IntuneDeviceId://${one}`], commonNames: [two] },
      [rule("san-uri", "intune"), rule("subject-cn", "intune")],
    ],
  ])("finds different ids in %s ambiguous", (_name, names, places) => {
    expect(selectDeviceId(clientCertificate(names), places)).toMatchObject({ found: "ambiguous", ids: [{}, {}] });
  });

  it("finds an Entra id beside an Intune id normal", () => {
    const certificate = clientCertificate({ uris: [`IntuneDeviceId://${one}`], commonNames: [two] });
    const places = [rule("san-uri", "intune"), rule("subject-cn", "entra")];
    expect(selectDeviceId(certificate, places)).toMatchObject({ found: "id", id: { kind: "intune", value: one } });
  });

  it("looks only where it is told to, and believes the kind it is told", () => {
    const certificate = clientCertificate({ uris: [`IntuneDeviceId://${one}`], commonNames: [two] });
    expect(selectDeviceId(certificate, [rule("subject-cn", "entra")])).toEqual({
      found: "id",
      id: { kind: "entra", value: two, place: "subject-cn" },
    });
  });
});

function rule(place: DeviceIdPlaceRule["place"], kind: DeviceIdPlaceRule["kind"]): DeviceIdPlaceRule {
  return { place, kind };
}
