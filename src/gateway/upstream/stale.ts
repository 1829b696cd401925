import { errors } from "undici";

/**
 * Whether a request failed because its kept connection was closed by the other end before a byte of an answer came, as
 * servers do with connections that were idle for too long.
 */
export function wasStale(problem: unknown): boolean {
  if (!(problem instanceof errors.SocketError)) return false;
  // What was read belongs to earlier answers: this one has not begun.
  return (problem.socket?.bytesRead ?? 0) > 0;
}
