import { Client } from "undici";

/** One request of a client that waits for its answer; it fails when the answer is not what it should be. */
export type Shot = () => Promise<void>;

export interface Shooter {
  readonly shoot: Shot;
  close(): Promise<void>;
}

export interface ShooterOptions {
  readonly origin: string;
  readonly path: string;
  readonly body: string;
  /** Asked for every request. */
  readonly headers: () => Record<string, string>;
  /** PEM texts, for TLS. */
  readonly tls?: { readonly ca: string; readonly cert: string; readonly key: string };
  /** A text that every good answer holds. */
  readonly expect: string;
}

/** A client with one connection that is kept open. */
export function createShooter({ origin, path, body, headers, tls, expect }: ShooterOptions): Shooter {
  const connection = new Client(origin, { connect: { ...tls }, headersTimeout: 10_000, bodyTimeout: 10_000 });
  return {
    async shoot() {
      const answer = await connection.request({ method: "POST", path, body, headers: headers() });
      const text = await answer.body.text();
      if (answer.statusCode !== 200 || !text.includes(expect)) {
        throw new Error(`${origin}${path} answered ${answer.statusCode}: ${text}`);
      }
    },
    close: () => connection.close(),
  };
}

/** All shooters shoot, each as fast as it is answered, for `seconds`. */
export async function shootFor(
  seconds: number,
  shooters: readonly Shooter[],
): Promise<{ count: number; seconds: number }> {
  const began = performance.now();
  const until = began + seconds * 1000;
  const counts = await Promise.all(
    shooters.map(async ({ shoot }) => {
      let count = 0;
      for (; performance.now() < until; count += 1) await shoot();
      return count;
    }),
  );
  return { count: counts.reduce((sum, count) => sum + count, 0), seconds: (performance.now() - began) / 1000 };
}
