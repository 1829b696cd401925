/** Whose id it is: the Intune managed device's, the Entra device object's, or one that the place does not tell. */
export type DeviceIdKind = "intune" | "entra" | "unspecified";

/** Where in the certificate an id stands. */
export type DeviceIdPlace = "subject-cn" | "san-uri" | "san-dns";

export interface DeviceId {
  readonly kind: DeviceIdKind;
  readonly value: string;
  readonly place: DeviceIdPlace;
}

/** The longest id that any part of Sallyport carries, in characters. */
export const longestDeviceId = 128;

const guid = /^(\{)?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(\})?$/i;
const zeroGuid = "00000000-0000-0000-0000-000000000000";

/**
 * An id as it is compared: blanks around it removed; a GUID also loses its braces and becomes lower case. Anything else
 * keeps its case.
 */
export function normaliseDeviceId(text: string): string {
  const trimmed = text.trim();
  return readGuid(trimmed) ?? trimmed;
}

/** The GUID of a text in lower case, with or without braces and blanks around it. The zero GUID is returned as well. */
export function readGuid(text: string): string | undefined {
  const match = guid.exec(text.trim());
  if (match === null || (match[1] === undefined) !== (match[3] === undefined)) return undefined;
  return match[2]?.toLowerCase();
}

/** The zero GUID names no device: products write it where they have none. */
export function isZeroGuid(id: string): boolean {
  return id === zeroGuid;
}

/**
 * Why an id may not travel on, or `undefined` when it may: it would leave its place in a URL path, or hide from the
 * reader what it is. `.` alone would name the collection.
 */
export function deviceIdFault(id: string): string | undefined {
  if (id.length > longestDeviceId) return `longer than ${longestDeviceId} characters`;
  if (!/^[\x20-\x7e]*$/.test(id)) return "control or non-ASCII characters";
  if (/[/\\?#%=]/.test(id)) return "characters with a meaning in a URL or a name";
  if (id === "." || id.includes("..")) return "dots that climb a path";
  if (isZeroGuid(id)) return "the zero GUID";
  return undefined;
}
