import { agreementOf, decisionHeaders, hopHeaders, valueHeader } from "./hop.ts";
import { carriedHeaders, type NginxConnector, type NginxSite, type NginxTls } from "./site.ts";

/**
 * The text of an `nginx.conf` for a gateway: nginx ends TLS and carries the bytes, and asks the gateway about each
 * request (ngx_http_auth_request_module). What the gateway does not leave to nginx it serves itself, through the socket.
 */
export function nginxConfiguration(site: NginxSite): string {
  return [
    "# Written by `sallyport gateway nginx` from the files in gateway/. Write it again after a change there.",
    ...(site.user === null ? [] : [directive("user", site.user)]),
    "worker_processes auto;",
    directive("pid", `${site.folder}/nginx.pid`),
    directive("error_log", `${site.folder}/error.log`, "warn"),
    "",
    block("events", ["worker_connections 16384;"]),
    "",
    block("http", [
      ...general(site),
      "",
      ...decisionCache(site),
      "",
      block("upstream sallyport", [directive("server", `unix:${site.socket}`), "keepalive 64;"]),
      ...site.origins.flatMap((origin, index) => ["", application(origin, index)]),
      "",
      backends(site.origins),
      "",
      block("map $http_upgrade $sallyport_connection", ["default upgrade;", '"" "";']),
      ...site.connectors.flatMap((connector, index) => ["", server(site, connector, index)]),
    ]),
    "",
  ].join("\n");
}

function general({ folder, bodyBytes, headerBytes }: NginxSite): string[] {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return [
    `log_format sallyport escape=json '{"timestamp":"$time_iso8601","client":"$remote_addr","method":"$request_method","path":"$uri","status":"$status","seconds":"$request_time","application":"$sallyport_origin","certificate":"$ssl_client_serial"}';`,
    "# A line is in the file after a second at most; a write for each request would cost as much as the request.",
    `access_log ${quoted(`${folder}/access.log`)} sallyport buffer=64k flush=1s;`,
    "server_tokens off;",
    ...temporary.map((kind) => directive(`${kind}_temp_path`, `${folder}/temporary/${kind}`)),
    "",
    "# A header with an underscore or another odd character would be read as one without by some applications.",
    "underscores_in_headers off;",
    "ignore_invalid_headers on;",
    `large_client_header_buffers 4 ${headerBytes};`,
    `client_max_body_size ${bodyBytes};`,
    "client_header_timeout 10s;",
    "client_body_timeout 10s;",
    "send_timeout 60s;",
    "keepalive_timeout 65s;",
    "keepalive_requests 10000;",
    "absolute_redirect off;",
    "",
    "proxy_http_version 1.1;",
    "proxy_buffer_size 32k;",
    "proxy_buffers 8 32k;",
    "proxy_busy_buffers_size 64k;",
    "proxy_connect_timeout 10s;",
    "proxy_read_timeout 10s;",
    "proxy_next_upstream off;",
  ];
}

function decisionCache({ folder }: NginxSite): string[] {
  return [
    "# A decision counts for five seconds at most, and only when the gateway says so (X-Accel-Expires).",
    `proxy_cache_path ${quoted(`${folder}/cache`)} levels=1 keys_zone=sallyport_decisions:10m max_size=64m inactive=10s use_temp_path=off;`,
  ];
}

function application(origin: string, index: number): string {
  const { hostname, port, protocol } = new URL(origin);
  const address = `${hostname}:${port === "" ? (protocol === "https:" ? "443" : "80") : port}`;
  return block(`upstream sallyport_application_${index}`, [directive("server", address), "keepalive 64;"]);
}

function backends(origins: readonly string[]): string {
  const rows = origins.map((origin, index) => {
    const { protocol } = new URL(origin);
    return directive(quoted(origin), `${protocol}//sallyport_application_${index}`);
  });
  return block("map $sallyport_origin $sallyport_application", rows);
}

function server(site: NginxSite, { host, port, tls }: NginxConnector, index: number): string {
  const address = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  return block("server", [
    `listen ${address}${tls === null ? "" : " ssl"}${tls?.http2 === true ? " http2" : ""};`,
    ...(tls === null ? [] : serverTls(tls, index)),
    "# A certificate that does not count: the gateway says why.",
    "error_page 495 496 = @sallyport;",
    "",
    forwarded(site),
    "",
    decision(site, index, tls),
    "",
    handedOver(site, index, tls),
  ]);
}

function serverTls({ keys, authorities, clientAuth, protocols, ciphers }: NginxTls, index: number): string[] {
  return [
    ...keys.flatMap(({ certificate, key }) => [
      directive("ssl_certificate", certificate),
      directive("ssl_certificate_key", key),
    ]),
    `ssl_protocols ${protocols.join(" ")};`,
    directive("ssl_ciphers", ciphers),
    "ssl_prefer_server_ciphers off;",
    `ssl_session_cache shared:sallyport_${index}:10m;`,
    "ssl_session_timeout 10m;",
    "ssl_session_tickets off;",
    ...(authorities === null
      ? []
      : [
          directive("ssl_client_certificate", authorities),
          "ssl_verify_depth 8;",
          `ssl_verify_client ${clientAuth === "REQUIRED" ? "on" : "optional"};`,
        ]),
  ];
}

/** The application's own location: only after a decision that names it. */
function forwarded({ settableHeaders, upstreamAuthorities }: NginxSite): string {
  return block("location /", [
    "auth_request /sallyport-decision;",
    ...Object.values(decisionHeaders).map((name) => `auth_request_set ${variable(name)} ${answered(name)};`),
    ...settableHeaders.map((_, index) => `auth_request_set ${value(index)} ${answered(valueHeader(index))};`),
    "# Whatever nginx cannot do itself: answers of the gateway's own, redirects to the login, scripts, upgrades.",
    "error_page 401 = @sallyport;",
    "",
    "# Of a client's own headers these and no others: whoever speaks for a proxy or names a device is not heard.",
    "proxy_pass_request_headers off;",
    ...carriedHeaders.map((name) => `proxy_set_header ${name} $http_${name.toLowerCase().replaceAll("-", "_")};`),
    "# And what the gateway decided.",
    'proxy_set_header Connection "";',
    `proxy_set_header Host ${variable(decisionHeaders.host)};`,
    ...settableHeaders.map((name, index) => `proxy_set_header ${name} ${value(index)};`),
    `proxy_redirect ${variable(decisionHeaders.rewrittenPath)} ${variable(decisionHeaders.externalPath)};`,
    `proxy_redirect ${variable(decisionHeaders.rewrittenAddress)} ${variable(decisionHeaders.externalPath)};`,
    "proxy_ssl_server_name on;",
    `proxy_ssl_name ${variable(decisionHeaders.tlsName)};`,
    "proxy_ssl_verify on;",
    "proxy_ssl_verify_depth 8;",
    directive("proxy_ssl_trusted_certificate", upstreamAuthorities),
    "# An application must not reach a location of ours, nor the certificates, by a header of its answer.",
    "proxy_ignore_headers X-Accel-Redirect X-Accel-Limit-Rate X-Accel-Charset;",
    `proxy_pass $sallyport_application${variable(decisionHeaders.target)};`,
  ]);
}

function decision(site: NginxSite, index: number, tls: NginxTls | null): string {
  // No part but the last can hold a space of the client's choosing, so no two requests share a key.
  const key = [
    "$scheme",
    "$request_method",
    "$host",
    "$http_host",
    ...certificateKey(tls),
    "$request_uri",
    "$http_cookie",
  ];
  return block("location = /sallyport-decision", [
    "internal;",
    "proxy_cache sallyport_decisions;",
    directive("proxy_cache_key", [index, ...key].join(" ")),
    "proxy_cache_valid 200 0s;",
    "proxy_cache_lock on;",
    "# Kept decisions are files; nginx sees by their inode when one was replaced.",
    "open_file_cache max=10000 inactive=10s;",
    "proxy_pass_request_body off;",
    'proxy_set_header Content-Length "";',
    'proxy_set_header Transfer-Encoding "";',
    ...hop("decision", site, index, tls),
    "proxy_pass http://sallyport/;",
  ]);
}

function handedOver(site: NginxSite, index: number, tls: NginxTls | null): string {
  return block("location @sallyport", [
    "proxy_request_buffering off;",
    "proxy_buffering off;",
    "proxy_ignore_headers X-Accel-Redirect X-Accel-Limit-Rate X-Accel-Charset X-Accel-Buffering;",
    "# The gateway's own limits end what stands still.",
    "proxy_read_timeout 1h;",
    "proxy_send_timeout 1h;",
    ...hop("request", site, index, tls),
    "proxy_set_header Upgrade $http_upgrade;",
    "proxy_pass http://sallyport;",
  ]);
}

/** A certificate's SHA-1 alone could be forged one day; with serial number and issuer it names one certificate. */
function certificateKey(tls: NginxTls | null): string[] {
  const hasCertificates = tls?.authorities !== null && tls !== null;
  return hasCertificates ? ["$ssl_client_fingerprint", "$ssl_client_serial", "$ssl_client_i_dn"] : [];
}

function hop(purpose: "decision" | "request", site: NginxSite, index: number, tls: NginxTls | null): string[] {
  const values: Record<keyof typeof hopHeaders, string> = {
    purpose,
    agreement: agreementOf(site.settableHeaders, site.connectors),
    connector: String(index),
    method: "$request_method",
    target: "$request_uri",
    address: "$remote_addr",
    port: "$remote_port",
    host: "$http_host",
    verify: tls === null ? "NONE" : "$ssl_client_verify",
    certificate: tls === null ? '""' : "$ssl_client_escaped_cert",
  };
  return [
    `proxy_set_header Connection ${purpose === "request" ? "$sallyport_connection" : '""'};`,
    "proxy_set_header Host $http_host;",
    ...keysOf(values).map((name) => `proxy_set_header ${hopHeaders[name]} ${values[name]};`),
  ];
}

function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(record).filter((key): key is Key => key in record);
}

/** Variables are made of what the header is called: `Sallyport-Target` becomes `$sallyport_target`. */
function variable(header: string): string {
  return `$${header.toLowerCase().replaceAll("-", "_")}`;
}

function value(index: number): string {
  return variable(valueHeader(index));
}

function answered(header: string): string {
  return `$upstream_http_${header.toLowerCase().replaceAll("-", "_")}`;
}

function directive(name: string, ...values: readonly string[]): string {
  return `${name} ${values.map((text) => (/^[A-Za-z0-9_./:@[\]$-]+$/.test(text) ? text : quoted(text))).join(" ")};`;
}

function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function block(head: string, lines: readonly string[]): string {
  const inner = lines.flatMap((line) => line.split("\n")).map((line) => (line === "" ? "" : `  ${line}`));
  return [`${head} {`, ...inner, "}"].join("\n");
}
