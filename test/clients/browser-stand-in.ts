import { Agent, fetch, getSetCookies, Headers, Request, type RequestInfo, type RequestInit, Response } from "undici";
import { vi } from "vitest";
import { ca } from "../harness/demo.ts";

/**
 * What the official SDKs find in a browser and miss in Node: a `fetch` that keeps cookies and knows the client
 * certificate, and the storages. The SDKs themselves run as they are published.
 */
export interface BrowserStandIn {
  /** Every request so far, in order. */
  readonly requests: readonly SentRequest[];
  /** The transaction id of the last answer that had one. */
  transactionId(): string;
  /** Gives Node its own globals back. */
  close(): Promise<void>;
}

interface SentRequest {
  readonly method: string;
  readonly url: string;
}

/** @param identity PEM; none: a browser without a client certificate */
export function standInForBrowser(identity?: { readonly cert: string; readonly key: string }): BrowserStandIn {
  const dispatcher = new Agent({ connect: { ca, ...identity } });
  const cookies = cookieJar();
  const requests: SentRequest[] = [];
  let lastTransaction = "";

  const browserFetch = async (input: RequestInfo, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    requests.push({ method: request.method, url: request.url });
    const mayHaveCookies = request.credentials === "include";
    const cookie = cookies.headerFor(request.url);
    if (mayHaveCookies && cookie !== "") request.headers.set("cookie", cookie);
    const response = await fetch(request, { dispatcher });
    if (mayHaveCookies) cookies.take(request.url, response.headers);
    lastTransaction = response.headers.get("x-forgerock-transactionid") ?? lastTransaction;
    return response;
  };

  // Node's own classes belong to another undici, whose fetch refuses this agent and this certificate.
  vi.stubGlobal("fetch", browserFetch);
  vi.stubGlobal("Headers", Headers);
  vi.stubGlobal("Request", Request);
  vi.stubGlobal("Response", Response);
  vi.stubGlobal("sessionStorage", storage());
  vi.stubGlobal("localStorage", storage());
  return {
    requests,
    transactionId: () => lastTransaction,
    close() {
      vi.unstubAllGlobals();
      return dispatcher.close();
    },
  };
}

/** Cookies by origin; all that this product sets are host-only, for every path and for the session. */
function cookieJar() {
  const jars = new Map<string, Map<string, string>>();
  return {
    headerFor(url: string): string {
      const jar = jars.get(new URL(url).origin) ?? new Map<string, string>();
      return [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    },
    take(url: string, headers: Headers): void {
      const { origin } = new URL(url);
      const jar = jars.get(origin) ?? new Map<string, string>();
      jars.set(origin, jar);
      for (const { name, value, maxAge } of getSetCookies(headers)) {
        if (maxAge === 0) jar.delete(name);
        else jar.set(name, value);
      }
    },
  };
}

function storage() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}
