import { constants } from "node:fs";
import { type FileHandle, open, realpath } from "node:fs/promises";
import { isAbsolute, resolve, sep } from "node:path";
import { z } from "zod";
import { errorCode } from "../../../core/errors.ts";
import { gatewayErrors } from "../../errors.ts";
import { objectType } from "../../heap/object-type.ts";
import type { Exchange, GatewayResponse } from "../../http/exchange.ts";
import { headersFrom } from "../../http/headers.ts";
import { parseTarget } from "../../http/request-target.ts";
import { below } from "../filters/path-mapping.ts";
import { contentType } from "./content-types.ts";
import { fileBody } from "./file-body.ts";
import { emptyResponse } from "./own-answers.ts";

/** Bytes up to which a file is read at once. */
const largestWhole = 65_536;
const indexFile = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, { error: "is no name of a file" });

/**
 * `ResourceHandler`: files of directories, by GET and HEAD. Nothing outside the directories is ever served, by whatever
 * path or link, and nothing whose name begins with a dot. Answers carry validators, so that what did not change is 304.
 */
export const resourceHandler = objectType({
  type: "ResourceHandler",
  config: z.object({
    directories: z.array(z.string()).min(1, { error: "needs at least one directory" }).max(16),
    basePath: z.string().default("/"),
    index: z.array(indexFile).max(8).default([]),
  }),
  build: async (config, context) => {
    const directories: string[] = [];
    for (const [index, text] of config.directories.entries()) {
      const named = context.text(text, "directories", index);
      const path = isAbsolute(named) ? named : resolve(context.services.directory, named);
      const real = await realpath(path).catch((cause: unknown) => {
        throw context.problem(`${path} cannot be read (${errorCode(cause) ?? "unknown reason"})`, "directories", index);
      });
      directories.push(real);
    }
    const base = parseTarget(context.text(config.basePath, "basePath"));
    if (!base.ok || base.target.query !== null) throw context.problem("is no absolute path", "basePath");
    const prefix = base.target.path.replace(/\/$/, "");
    return {
      kind: "handler",
      handle: async (exchange) => {
        if (exchange.method !== "GET" && exchange.method !== "HEAD") return emptyResponse(405, ["Allow", "GET, HEAD"]);
        const rest = below(exchange.target.path, prefix);
        const names = rest === undefined ? undefined : segmentsOf(rest);
        if (names === undefined) throw gatewayErrors.error("gateway.no-route");
        for (const directory of directories) {
          const found = await find(directory, names, config.index);
          if (found !== undefined) return answer(found, exchange);
        }
        throw gatewayErrors.error("gateway.no-route");
      },
    };
  },
});

/** The names below the base path, decoded; undefined where one is nothing that is served. */
function segmentsOf(rest: string): readonly string[] | undefined {
  const names = rest.split("/").slice(1).map(decodeURIComponent);
  const isServed = (name: string): boolean => !name.startsWith(".") && !/[/\\\p{Cc}]/u.test(name) && name.length <= 255;
  return names.every(isServed) ? names : undefined;
}

interface Found {
  readonly file: FileHandle;
  readonly name: string;
  readonly size: number;
  readonly modified: number;
}

async function find(directory: string, names: readonly string[], index: readonly string[]): Promise<Found | undefined> {
  const isDirectory = names.length === 0 || names.at(-1) === "";
  if (!isDirectory) return openBelow(directory, names);
  for (const name of index) {
    const found = await openBelow(directory, [...names.filter((one) => one !== ""), name]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Codes of a path at which there is nothing to serve. */
const absent: ReadonlySet<string> = new Set([
  "ENOENT",
  "ENOTDIR",
  "ELOOP",
  "EACCES",
  "ENAMETOOLONG",
  "ENXIO",
  "EISDIR",
]);

async function openBelow(directory: string, names: readonly string[]): Promise<Found | undefined> {
  try {
    const path = await realpath(resolve(directory, ...names));
    // Links inside the directory are fine; what leads out of it is not.
    if (!path.startsWith(directory.endsWith(sep) ? directory : directory + sep)) return undefined;
    // The path has no links any more: one that came since is refused. Not blocking: a pipe must not hold a thread.
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stats = await file.stat();
    if (stats.isFile())
      return { file, name: path, size: stats.size, modified: Math.floor(stats.mtimeMs / 1_000) * 1_000 };
    await file.close();
    return undefined;
  } catch (problem) {
    if (absent.has(errorCode(problem) ?? "")) return undefined;
    throw problem;
  }
}

async function answer({ file, name, size, modified }: Found, exchange: Exchange): Promise<GatewayResponse> {
  const etag = `"${modified.toString(36)}-${size.toString(36)}"`;
  const headers = headersFrom([
    "Content-Type",
    contentType(name),
    "ETag",
    etag,
    "Last-Modified",
    new Date(modified).toUTCString(),
    "Cache-Control",
    "no-cache",
    "X-Content-Type-Options",
    "nosniff",
  ]);
  const unchanged = isUnchanged(exchange, etag, modified);
  if (unchanged) {
    await file.close();
    return { status: 304, headers, body: Buffer.alloc(0) };
  }
  headers.set("Content-Length", String(size));
  if (exchange.method === "HEAD" || size === 0) {
    await file.close();
    return { status: 200, headers, body: Buffer.alloc(0) };
  }
  return { status: 200, headers, body: await bodyOf(file, size, exchange.ending.signal()) };
}

async function bodyOf(file: FileHandle, size: number, signal: AbortSignal): Promise<GatewayResponse["body"]> {
  if (size > largestWhole) return fileBody(file, size, signal);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, 0);
    if (bytesRead === size) return buffer;
    throw gatewayErrors.error("gateway.route-failed", { detail: "a file became shorter while it was read" });
  } finally {
    await file.close();
  }
}

/** RFC 9110, section 13.2.2: `If-None-Match` hides `If-Modified-Since`. */
function isUnchanged({ headers }: Exchange, etag: string, modified: number): boolean {
  const tags = headers.all("if-none-match").flatMap((value) => value.split(","));
  if (tags.length > 0)
    return tags.map((tag) => tag.trim().replace(/^W\//, "")).some((tag) => tag === etag || tag === "*");
  const since = Date.parse(headers.first("if-modified-since") ?? "");
  return !Number.isNaN(since) && modified <= since;
}
