import { normaliseDeviceId, readGuid } from "./device-id.ts";

/** Where device ids stand in a certificate, as Intune profiles, SCEP servers and other gateways write them. */

/** Named after the products that write them: Microsoft's NAC article, Cisco ISE, authentik. */
const uriForms = ["intunedeviceid://", "id:microsoft endpoint manager:guid:", "id:intune:guid:"];

/**
 * The Intune device id of a SAN URI, in lower case. Any other URI has none, among them the strong-mapping tag
 * (`tag:microsoft.com,2022-09-14:sid:…`) that Windows, iOS and macOS certificates carry since KB5014754.
 */
export function idOfUri(uri: string): string | undefined {
  const lower = uri.trim().toLowerCase();
  const form = uriForms.find((prefix) => lower.startsWith(prefix));
  return form === undefined ? undefined : readGuid(lower.slice(form.length));
}

/**
 * The first label of a SAN DNS name, the whole name when it has no dot. A wildcard, an internationalised label and a
 * name with characters outside printable ASCII name no device.
 */
export function idOfDnsName(name: string): string | undefined {
  if (/[^\x20-\x7e]|\*/.test(name)) return undefined;
  const id = normaliseDeviceId(name.split(".", 1)[0] ?? "");
  return id === "" || id.toLowerCase().startsWith("xn--") ? undefined : id;
}

/** The text of a common name. */
export function idOfCommonName(name: string): string | undefined {
  const id = normaliseDeviceId(name);
  return id === "" ? undefined : id;
}
