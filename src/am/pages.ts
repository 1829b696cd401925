import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";

/** The login page and the page that a login without a `goto` ends at. */

/** Nothing but the page's own files; no framing, no inline script. */
const pageHeaders = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cache-control": "no-store",
};

const consolePage = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Sallyport</title></head>
<body>
<main>
<h1>Sallyport</h1>
<p>This is the login server itself; no application stands behind this address.</p>
<p>If you have just signed in, your browser holds the session now: go back to the application that you came for.</p>
<p><a href="XUI/">Sign in</a></p>
</main>
</body>
</html>
`;

/** @param webRoot folder with `index.html` and, in `assets/`, files whose names change with their content */
export function registerPages(app: FastifyInstance, webRoot: string): void {
  app.register(fastifyStatic, {
    root: join(webRoot, "assets"),
    prefix: "/am/XUI/assets/",
    index: false,
    dotfiles: "ignore",
    immutable: true,
    maxAge: "365d",
    setHeaders: (response) => response.setHeader("x-content-type-options", "nosniff"),
  });
  app.get("/am/XUI/", (_request, reply) =>
    reply.headers(pageHeaders).sendFile("index.html", webRoot, { cacheControl: false }),
  );
  // A path without the origin, which the gateway's rewriting maps back to the route that the client came by.
  app.get("/am/XUI", ({ raw }, reply) => {
    const query = /\?[\x21-\x7e]*$/.exec(raw.url ?? "")?.[0] ?? "";
    return reply.header("cache-control", "no-store").redirect(`/am/XUI/${query}`, 302);
  });
  app.get("/am/console", (_request, reply) =>
    reply.headers(pageHeaders).type("text/html; charset=utf-8").send(consolePage),
  );
}
