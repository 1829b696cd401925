import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Support } from "../options.ts";
import { buildFilter, testExchange, textOf } from "../testing/exchange.ts";
import { createPki } from "../testing/pki.ts";
import { certificatePage } from "./certificate-page.ts";

const browser = ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"];

async function page(reason: string, support: Support = {}): Promise<string> {
  return textOf(certificatePage(reason, browser, support));
}

describe("the answer to a missing or refused certificate", () => {
  test.each([
    ["a browser", browser, "text/html; charset=utf-8"],
    ["a library", ["application/json, text/plain, */*"], "application/json"],
    ["whoever takes everything", ["*/*"], "text/plain; charset=utf-8"],
    ["whoever says nothing", [], "text/plain; charset=utf-8"],
    ["whoever wants anything but a page", ["text/html;q=0, application/json"], "application/json"],
    ["somebody with strange wishes", [`;,;${",".repeat(1_000)}text/`], "text/plain; charset=utf-8"],
  ])("for %s is what it accepts", (_who, accept, type) => {
    const { status, headers } = certificatePage("NO_CERTIFICATE", accept, {});
    expect(status).toBe(403);
    expect(headers.first("content-type")).toBe(type);
    expect(headers.first("cache-control")).toBe("no-store");
    expect(headers.first("vary")).toBe("Accept");
  });

  test("runs nothing and loads nothing: its style is the only one that its policy allows", async () => {
    const [, style = ""] = /<style>(.*)<\/style>/s.exec(await page("NO_CERTIFICATE")) ?? [];
    const hash = createHash("sha256").update(style).digest("base64");
    const policy = certificatePage("NO_CERTIFICATE", browser, {}).headers.first("content-security-policy");
    expect(policy).toContain(`default-src 'none'; style-src 'sha256-${hash}'`);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(await page("NO_CERTIFICATE")).not.toMatch(/<script|src=|style="|url\(/);
  });

  test("says in words and by code what is wrong, and what to do", async () => {
    expect(await page("NO_CERTIFICATE")).toMatch(/<html lang="en">.*showed no certificate.*<li>.*NO_CERTIFICATE/s);
    expect(await page("CERT_HAS_EXPIRED")).toMatch(/has expired.*<li>.*CERT_HAS_EXPIRED/s);
    expect(await page("some <b>new</b> code")).toContain("<code>UNVERIFIED</code>");
  });

  test("names the deployment's own help, and no markup comes out of it", async () => {
    const text = `<script>"&'</script>`;
    const html = await page("NO_CERTIFICATE", { text, link: "https://help.example.com/?a=1&b=2" });
    expect(html).toContain("&lt;script&gt;&quot;&amp;&#39;&lt;/script&gt;");
    expect(html).toContain('href="https://help.example.com/?a=1&amp;b=2"');
    const json = certificatePage("NO_CERTIFICATE", ["application/json"], { text });
    expect(JSON.parse(await textOf(json))).toMatchObject({
      code: 403,
      message: "A device certificate is needed here.",
      detail: { certificate: "NO_CERTIFICATE", support: { text } },
    });
    expect(await textOf(certificatePage("NO_CERTIFICATE", [], { text }))).toContain(text);
  });
});

test("ClientCertificateRequiredFilter lets verified certificates through, and shows others the page", async () => {
  const filter = await buildFilter(
    "ClientCertificateRequiredFilter",
    {},
    { services: { support: { text: "Ask us." } } },
  );
  const { device } = await createPki();
  let asked = 0;
  const next = async () => {
    asked += 1;
    return certificatePage("NOT_ASKED", [], {});
  };
  const refused = await filter(testExchange({ headers: ["Accept", "text/html"] }), next);
  expect(await textOf(refused)).toMatch(/NO_CERTIFICATE/);
  expect(await textOf(refused)).toContain("Ask us.");
  expect(asked).toBe(0);
  await filter(testExchange({ certificate: device }), next);
  expect(asked).toBe(1);
});
