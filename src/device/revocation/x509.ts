/**
 * The certificate library, loaded only when a revocation list is really read: it costs 140 ms, and `reflect-metadata`
 * must be there before it.
 */
export async function loadX509(): Promise<typeof import("@peculiar/x509")> {
  await import("reflect-metadata");
  return import("@peculiar/x509");
}
