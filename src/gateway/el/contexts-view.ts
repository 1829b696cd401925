import type { Json } from "../../core/json.ts";
import { certificateObject } from "./certificate.ts";
import type { Frame } from "./frame.ts";
import { type Known, known, knownMap, knownObject } from "./known.ts";
import { uriView } from "./request-view.ts";
import { fromJson } from "./values.ts";

/** What `contexts`, `attributes` and `session` are in an expression. */

const mapView = (valuesOf: (frame: Frame) => ReadonlyMap<string, Json>): Known<Frame> =>
  knownMap<Frame>({
    at: (frame, name) => fromJson(valuesOf(frame).get(name) ?? null),
    keys: (frame) => [...valuesOf(frame).keys()],
  });

export const attributesView = mapView(({ exchange }) => exchange.attributes);
export const sessionView = mapView(({ exchange }) => exchange.session);

/** The client is the socket's peer, and its certificate the one that TLS has verified. */
const client: Known<Frame> = knownObject<Frame>({
  remoteAddress: known(({ exchange }) => exchange.client.address),
  remotePort: known(({ exchange }) => exchange.client.port),
  remoteUser: known(() => null),
  isSecure: known(({ exchange }) => exchange.client.secure),
  secure: known(({ exchange }) => exchange.client.secure),
  isExternal: known(() => true),
  external: known(() => true),
  userAgent: known(({ exchange }) => exchange.headers.first("user-agent") ?? null),
  certificates: known(({ exchange }) => {
    const { peer } = exchange.client;
    return peer.state === "verified" ? [certificateObject(peer.certificate)] : [];
  }),
});

const router: Known<Frame> = knownObject<Frame>({
  originalUri: uriView(
    ({ exchange }) => exchange.original,
    ({ exchange }) => exchange.externalOrigin,
  ),
  matchedUri: known(() => ""),
  remainingUri: known(({ exchange }) => exchange.original.path.replace(/^\//, "")),
});

const transactionId: Known<Frame> = knownObject<Frame>({
  transactionId: knownObject<Frame>({ value: known(({ exchange }) => exchange.transactionId) }),
});

/** Contexts that are always there come before those that filters add. */
export const contextsView: Known<Frame> = knownObject<Frame>(
  {
    client,
    router,
    transactionId,
    attributes: knownObject<Frame>({ attributes: attributesView }),
    session: knownObject<Frame>({ session: sessionView }),
  },
  {
    at: ({ exchange }, name) => fromJson(exchange.contexts.get(name) ?? null),
    keys: ({ exchange }) => [...exchange.contexts.keys()],
  },
);
