import { readFileSync } from "node:fs";
import type { EmulatorApp } from "../app.ts";

/** The files of the page; everything that they show comes from the control API. */
const files = [
  { path: "/_emulator/", name: "index.html", type: "text/html; charset=utf-8" },
  { path: "/_emulator/page.css", name: "page.css", type: "text/css; charset=utf-8" },
  { path: "/_emulator/page.js", name: "page.js", type: "text/javascript; charset=utf-8" },
  { path: "/_emulator/device-list.js", name: "device-list.js", type: "text/javascript; charset=utf-8" },
] as const;

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const headers = {
  "content-security-policy": policy,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "cache-control": "no-cache",
};

/** A page to see devices and flip their state. It is public; the control API behind it asks for the token. */
export function pageRoutes(app: EmulatorApp): void {
  for (const { path, name, type } of files) {
    const content = readFileSync(new URL(name, import.meta.url));
    app.get(path, (_request, reply) => reply.headers({ ...headers, "content-type": type }).send(content));
  }
  app.get("/_emulator", (_request, reply) => reply.redirect("/_emulator/"));
}
