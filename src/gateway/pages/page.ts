import { createHash } from "node:crypto";
import type { Support } from "../options.ts";
import type { Words } from "./certificate-words.ts";

/** A page of the gateway's own: one file, no script, nothing fetched from anywhere. */

const style = `
:root {
  color-scheme: light dark;
  --page: #f2f5f6; --card: #fff; --text: #16222a; --muted: #55646f; --line: #c9d2d8;
  --accent: #0b6b78; --on-accent: #fff; --warning: #7a4d00; --warning-back: #fdf6e5;
  --shadow: 0 1px 2px rgb(16 34 42 / 6%), 0 12px 32px rgb(16 34 42 / 8%);
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0e1417; --card: #161e22; --text: #e5ecef; --muted: #9aabb4; --line: #3a4850;
    --accent: #56bfcb; --on-accent: #06252a; --warning: #f2c46d; --warning-back: #2f2613;
    --shadow: 0 12px 32px rgb(0 0 0 / 35%);
  }
}
*, *::before, *::after { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; padding: clamp(1rem, 7vh, 5rem) 1rem 2rem;
  background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere;
}
main {
  max-width: 34rem; margin: 0 auto; padding: 2.25rem;
  background: var(--card); border: 1px solid var(--line); border-radius: 10px; box-shadow: var(--shadow);
}
@media (max-width: 30rem) { main { padding: 1.5rem; } }
.mark {
  display: grid; place-items: center; width: 3.25rem; height: 3.25rem; margin-bottom: 1.25rem;
  border-radius: 50%; color: var(--warning); background: var(--warning-back);
}
h1 { margin: 0 0 .5rem; font-size: 1.375rem; line-height: 1.25; text-wrap: balance; }
h2 { margin: 1.75rem 0 .5rem; font-size: 1rem; }
p { margin: 0; }
ol, ul { margin: 0; padding-left: 1.35rem; }
li { padding-left: .25rem; }
li + li { margin-top: .5rem; }
li::marker { color: var(--muted); font-variant-numeric: tabular-nums; }
a { color: var(--accent); text-underline-offset: .15em; }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.again {
  display: inline-block; margin-top: 1.75rem; padding: .6rem 1.25rem; border-radius: 8px;
  background: var(--accent); color: var(--on-accent); font-weight: 600; text-decoration: none;
}
.again:hover { text-decoration: underline; }
footer { margin-top: 1.75rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--muted); font-size: .875rem; }
code { font-family: ui-monospace, "Cascadia Mono", Consolas, monospace; font-size: .95em; }
`;

const styleHash = createHash("sha256").update(style).digest("base64");

export const pagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${styleHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** A certificate with a seal, for the eye only. */
const mark = `<svg width="30" height="30" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M11 17H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v4"/><path d="M7 8.5h9M7 12h4"/><circle cx="17" cy="15" r="3"/><path d="M15.2 17.4 14.5 21l2.5-1.3 2.5 1.3-.7-3.6"/></svg>`;

/** @param reference for whoever is asked for help */
export function htmlPage(words: Words, reference: string, support: Support): string {
  const [only, ...more] = words.steps;
  const list = words.steps.map((step) => `<li>${escaped(step)}</li>`).join("\n");
  const steps = more.length === 0 ? `<p>${escaped(only ?? "")}</p>` : `<ol>\n${list}\n</ol>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(words.title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<div class="mark">${mark}</div>
<h1>${escaped(words.heading)}</h1>
<p>${escaped(words.explanation)}</p>
<h2>What you can do</h2>
${steps}
<a class="again" href="">Try again</a>
${helpOf(support)}<footer>Reference: <code>${escaped(reference)}</code></footer>
</main>
</body>
</html>
`;
}

function helpOf({ text, link }: Support): string {
  if (text === undefined && link === undefined) return "";
  const shown = link?.replace(/^(?:mailto:|https:\/\/)/, "").replace(/\/$/, "") ?? "";
  const anchor = link === undefined ? "" : `<a href="${escaped(link)}" rel="noreferrer">${escaped(shown)}</a>`;
  const parts = [text === undefined ? "" : escaped(text), anchor].filter((part) => part !== "");
  return `<h2>Need help?</h2>\n<p>${parts.join("<br>")}</p>\n`;
}

const entities: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&#39;"],
]);

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities.get(character) ?? "");
}
