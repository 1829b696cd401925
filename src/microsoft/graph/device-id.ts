/** Device ids become a segment of a URL that carries a token, so what could leave that segment never gets there. */

const longestId = 128;
/** GUIDs and plain names, which nearly all ids are: quickly told to be harmless. */
const plainId = /^[\w-]{1,128}$/;

/**
 * Whether a text can be an Intune device id. It need not be a GUID: the documented node accepts other ids from a
 * certificate's CN.
 */
export function isDeviceId(text: string): boolean {
  if (plainId.test(text)) return true;
  if (text.trim() === "" || text.length > longestId) return false;
  // `.` alone would be resolved away by URL parsing, `..` goes a level up; a lone surrogate has no UTF-8 form.
  return !/[/\\?#%\p{Cc}\p{Cs}]|\.\.|^\.$/u.test(text);
}

/** The id as one segment of a path; stricter than `encodeURIComponent`, because quotes and brackets mean something in OData. */
export function deviceIdSegment(id: string): string {
  return encodeURIComponent(id).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
