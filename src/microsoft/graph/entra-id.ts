/** Entra device ids are GUIDs. They go into a filter, where an empty one would match every device of a tenant. */

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const zero = "00000000-0000-0000-0000-000000000000";

/** Whether a text can be the Entra id of a device; Intune writes zeros for a device that has none. */
export function isEntraDeviceId(text: string): boolean {
  return guid.test(text) && text !== zero;
}
