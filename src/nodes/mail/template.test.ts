import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emailTemplateSchema, renderTemplate } from "./template.ts";

const template = (changes: object) =>
  emailTemplateSchema.parse({ subject: { en: "Hello" }, message: { en: "Hi" }, ...changes });

describe("e-mail templates", () => {
  it("take PingIDM's exports as they are", () => {
    const exported = {
      ...{ _id: "emailTemplate/welcome", enabled: true, from: "", defaultLocale: "en", mimeType: "text/html" },
      ...{ subject: { en: "Welcome {{object.givenName}}" }, message: { en: "<p>{{object.userName}}</p>" }, styles: "" },
    };
    const rendered = renderTemplate(template(exported), { object: { givenName: "Dana", userName: "dana" } }, ["en"]);
    expect(rendered).toEqual({ subject: "Welcome Dana", html: "<p>dana</p>" });
  });

  it("escape every value in HTML, in triple braces too", () => {
    const hostile = { object: { sn: `<img src=x onerror="a('&')">` } };
    const rendered = renderTemplate(template({ message: { en: "{{object.sn}} {{{ object.sn }}}" } }), hostile, []);
    const escaped = "&lt;img src=x onerror=&quot;a(&#39;&amp;&#39;)&quot;&gt;";
    expect(rendered.html).toBe(`${escaped} ${escaped}`);
  });

  it("put the link where it is asked for, and nothing where nothing is known", () => {
    const values = { object: {}, resumeURI: "https://h/?a=1&b=2" };
    const text = template({ mimeType: "text/plain", message: { en: "{{resumeURI}} {{object.mail}}{{whatever}}." } });
    expect(renderTemplate(text, values, []).text).toBe("https://h/?a=1&b=2 .");
  });

  it("are in the language of the client, else in their own", () => {
    const both = template({ defaultLocale: "de", subject: { de: "Hallo", fr: "Salut" } });
    expect(renderTemplate(both, { object: {} }, ["fr-CH"]).subject).toBe("Salut");
    expect(renderTemplate(both, { object: {} }, ["it"]).subject).toBe("Hallo");
  });

  it("let no value become markup, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (sn) => {
        const { html } = renderTemplate(template({ message: { en: "{{object.sn}}" } }), { object: { sn } }, []);
        expect(html).not.toMatch(/[<>"']/);
      }),
    );
  });

  it("shorten what is too long, and look up nothing but attributes", () => {
    const object = { sn: "x".repeat(10_000) };
    const long = template({ message: { en: "{{object.sn}}{{object.constructor}}{{object.__proto__}}" } });
    expect(renderTemplate(long, { object }, []).html).toBe("x".repeat(200));
  });
});
