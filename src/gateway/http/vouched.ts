import type { Exchange } from "./exchange.ts";

/**
 * A header that a script vouched for, and that something else changed since, is not what the script set any more.
 *
 * @param isChanged gets names in lower case
 */
export function withdrawWord(exchange: Exchange, isChanged: (name: string) => boolean): void {
  const { vouched } = exchange;
  if (vouched === undefined || ![...vouched].some(isChanged)) return;
  exchange.vouched = new Set([...vouched].filter((name) => !isChanged(name)));
}
