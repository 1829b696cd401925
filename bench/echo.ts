import fastify from "fastify";

/** The ceiling: the web framework that the server is built on, parsing, checking and sending back a small JSON body. */

const text = { type: "string", maxLength: 1024 };
const device = {
  type: "object",
  required: ["id", "name", "state", "notes"],
  additionalProperties: false,
  properties: { id: text, name: text, state: text, notes: text },
};

const app = fastify({ logger: false });
app.post("/echo", { schema: { body: device, response: { 200: device } } }, async (request) => request.body);
const origin = await app.listen({ host: "127.0.0.1", port: 0 });
process.stdout.write(`listens on ${origin}\n`);
