import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Page } from "playwright-core";

/** A page of an application that embeds `@forgerock/login-widget`: its published files as they are, and a few lines that use it. */
export interface WidgetPage {
  readonly origin: string;
  close(): Promise<void>;
}

const require = createRequire(import.meta.url);
const folder = dirname(require.resolve("@forgerock/login-widget"));

const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Application</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/widget.css"></head>
<body><main><div id="widget"></div><p id="outcome" role="status"></p></main>
<script type="module">
import Widget, { configuration, journey, user } from "/index.js";
const parameters = new URLSearchParams(location.search);
const forgerock = { serverConfig: { baseUrl: parameters.get("am"), timeout: 60000 }, realmPath: "alpha" };
configuration().set({ forgerock });
new Widget({ target: document.getElementById("widget"), props: { type: "inline" } });
const events = journey({ oauth: false, user: false });
window.results = [];
window.signOut = () => user.logout();
events.subscribe(({ journey: { successful, response } }) => {
  if (!successful) return;
  window.results.push(response);
  document.getElementById("outcome").textContent = "Login successful";
});
const resumeUrl = parameters.has("suspendedId") ? location.href : undefined;
events.start(resumeUrl === undefined ? { journey: parameters.get("journey") } : { resumeUrl });
</script></body></html>`;

const files: Readonly<Record<string, readonly [type: string, body: () => string]>> = {
  "/": ["text/html; charset=utf-8", () => html],
  "/index.js": ["text/javascript; charset=utf-8", () => readFileSync(join(folder, "index.js"), "utf8")],
  "/widget.css": ["text/css; charset=utf-8", () => readFileSync(join(folder, "widget.css"), "utf8")],
};

export async function serveWidget(): Promise<WidgetPage> {
  const server = createServer(({ url = "/" }, response) => {
    const [type, body] = files[url.split("?")[0] ?? ""] ?? [];
    if (type === undefined || body === undefined) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": type, "cache-control": "max-age=600" }).end(body());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    origin: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What the widget told the application about each login. */
export function loginResults(page: Page): Promise<{ tokenId: string; realm: string; successUrl: string }[]> {
  return page.evaluate("window.results");
}
