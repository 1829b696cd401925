import type { FastifyReply } from "fastify";
import { type Answer, jsonHeaders } from "./answer.ts";

/**
 * Sends a JSON answer: as text, which goes out in one piece with its headers, and with a serializer of our own, because
 * fastify would add a charset that PingAM does not send.
 */
export function sendAnswer(reply: FastifyReply, { status, body, headers }: Answer): FastifyReply {
  return reply.code(status).headers(jsonHeaders).headers(headers).serializer(asItIs).send(JSON.stringify(body));
}

function asItIs(text: string): string {
  return text;
}
