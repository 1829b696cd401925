import { z } from "zod";
import { objectType } from "../../heap/object-type.ts";
import { headersFrom } from "../../http/headers.ts";

const page = Buffer.from(
  `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sallyport</title>
<h1>The gateway is running</h1>
<p>No route serves this address yet. Routes are files in the directory <code>routes</code> of its configuration.</p>
</html>
`,
);

/** `WelcomeHandler`: a page that says that the gateway runs, and nothing about it that helps anybody else. */
export const welcomeHandler = objectType({
  type: "WelcomeHandler",
  config: z.object({}),
  build: () => ({
    kind: "handler",
    handle: async () => ({
      status: 200,
      headers: headersFrom([
        "Content-Type",
        "text/html; charset=utf-8",
        "Content-Length",
        String(page.length),
        "Content-Security-Policy",
        "default-src 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options",
        "nosniff",
      ]),
      body: page,
    }),
  }),
});
