import type { FastifyReply } from "fastify";
import { type Answer, jsonHeaders } from "./answer.ts";

/** Sends a JSON answer; a buffer, because fastify would add a charset that PingAM does not send. */
export function sendAnswer(reply: FastifyReply, { status, body, headers }: Answer): FastifyReply {
  return reply
    .code(status)
    .headers({ ...jsonHeaders, ...headers })
    .send(Buffer.from(JSON.stringify(body)));
}
