import { Agent, request } from "undici";
import type { DemoUser } from "../../src/app/demo/demo-file.ts";
import { ca as demoCa } from "./demo.ts";

/** A browser as far as single sign-on goes: cookies, redirects, and a login page that asks the API what it is asked. */
export interface Browser {
  readonly cookies: Map<string, string>;
  /** What the login page was asked for, one entry a login: a journey's name, or the kind of target. */
  readonly logins: readonly string[];
  /** One request; redirects are not followed. */
  get(path: string, headers?: Record<string, string>): Promise<Page>;
  /** Follows redirects, and signs in where the login page comes up. */
  visit(path: string): Promise<Page>;
  close(): Promise<void>;
}

export interface Page {
  readonly status: number;
  readonly url: string;
  readonly body: string;
  readonly location: URL | null;
}

export interface BrowserOptions {
  readonly origin: string;
  readonly identity?: { readonly cert: string; readonly key: string };
  /** Who signs in, and with which codes. */
  readonly user?: DemoUser;
  readonly code?: () => Promise<string>;
}

const mostRedirects = 10;

export function browser({ origin, identity, user, code }: BrowserOptions): Browser {
  const dispatcher = new Agent({ connect: { ca: demoCa, ...identity } });
  const cookies = new Map<string, string>();
  const logins: string[] = [];

  const send = async (url: string, headers: Record<string, string>, body?: string) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await request(url, {
      method: body === undefined ? "GET" : "POST",
      dispatcher,
      headers: { ...headers, ...(cookie === "" ? {} : { cookie }) },
      ...(body === undefined ? {} : { body }),
    });
    keep([answer.headers["set-cookie"] ?? []].flat());
    const { location } = answer.headers;
    return {
      status: answer.statusCode,
      url,
      body: await answer.body.text(),
      location: typeof location === "string" ? new URL(location, url) : null,
    };
  };

  const keep = (lines: readonly string[]): void => {
    for (const line of lines) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
  };

  const get: Browser["get"] = (path, headers) => {
    return send(new URL(path, origin).href, { accept: "text/html,application/xhtml+xml,*/*;q=0.8", ...headers });
  };

  /** The login page: the realm goes into the path, everything else to the API. */
  const signIn = async (page: URL): Promise<Page | string> => {
    const query = new URLSearchParams(page.search);
    const realm = query.get("realm")?.replace(/^\//, "");
    query.delete("realm");
    const kind = query.get("authIndexType") ?? "";
    logins.push(kind === "service" ? (query.get("authIndexValue") ?? "") : kind);
    const api = `${origin}/am/json/realms/root/realms/${realm}/authenticate`;
    const headers = { "content-type": "application/json", "accept-api-version": "resource=2.1", origin };
    let answer = await send(`${api}?${query}`, headers, "{}");
    for (let step = JSON.parse(answer.body); step.callbacks !== undefined; step = JSON.parse(answer.body)) {
      answer = await send(api, headers, JSON.stringify(await filled(step)));
    }
    return answer.status === 200 ? JSON.parse(answer.body).successUrl : answer;
  };

  // biome-ignore lint/suspicious/noExplicitAny: a step as it came over the wire
  const filled = async (step: any): Promise<object> => {
    const hasPassword = step.callbacks.some(({ type }: { type: string }) => type === "PasswordCallback");
    const values: Record<string, unknown> = {
      NameCallback: hasPassword ? user?.name : await code?.(),
      PasswordCallback: user?.password,
      ConfirmationCallback: 0,
    };
    for (const callback of step.callbacks) {
      for (const field of callback.input ?? []) field.value = values[callback.type] ?? field.value;
    }
    return step;
  };

  return {
    cookies,
    logins,
    get,
    async visit(path) {
      let page = await get(path);
      for (let redirects = 0; page.location !== null; redirects += 1) {
        if (redirects > mostRedirects) throw new Error(`${path} leads in circles, last to ${page.location}`);
        if (page.location.pathname.startsWith("/am/XUI/")) {
          const end = await signIn(page.location);
          if (typeof end !== "string") return end;
          page = await get(end);
        } else page = await get(page.location.href);
      }
      return page;
    },
    close: () => dispatcher.close(),
  };
}
