import { type Dispatcher, request } from "undici";

/** How much an authority may say, and how long it may take. */
const limits = { bytes: 1024 * 1024, milliseconds: 10_000 };

/**
 * Asks an authority over HTTP: for a list, or with a body for the state of a certificate.
 *
 * @throws Error for any status but 200, over 1 MiB, and after 10 seconds
 */
export async function download(
  address: URL,
  dispatcher: Dispatcher,
  question?: { readonly body: Buffer; readonly contentType: string },
): Promise<Buffer> {
  const signal = AbortSignal.timeout(limits.milliseconds);
  const { statusCode, body } = await request(address, {
    dispatcher,
    signal,
    ...(question === undefined
      ? {}
      : { method: "POST", body: question.body, headers: { "content-type": question.contentType } }),
  });
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > limits.bytes) throw new Error(`more than ${limits.bytes} bytes`);
    chunks.push(part);
  }
  if (statusCode !== 200) throw new Error(`status ${statusCode}`);
  return Buffer.concat(chunks);
}
