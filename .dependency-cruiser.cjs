/** The floors of the house: a room imports only the rooms listed here, besides itself and core. See docs/architecture.md. */
const rooms = {
  cli: ["app", "tools", "microsoft"],
  app: [
    "am",
    "console",
    "gateway",
    "emulator",
    "pki",
    "journey",
    "nodes",
    "microsoft",
    "script",
    "users",
    "store",
    "device",
  ],
  console: ["am", "journey", "microsoft", "users", "store"],
  tools: ["journey", "nodes", "users", "store", "emulator"],
  am: ["journey", "nodes", "users", "store", "device"],
  nodes: ["journey", "script", "users", "device", "microsoft"],
  gateway: ["device", "script"],
  users: ["store"],
  journey: [],
  microsoft: [],
  emulator: [],
  device: [],
  script: [],
  store: [],
  pki: [],
  core: [],
};

const roomRule = ([room, allowed]) => ({
  name: `room-${room}`,
  comment: `src/${room} may import only: ${["core", ...allowed].join(", ")}`,
  severity: "error",
  from: { path: `^src/${room}/` },
  to: { path: "^src/", pathNot: `^src/(${[room, "core", ...allowed].join("|")})/` },
});

module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-orphan-rooms",
      comment: "every source file stands in a room",
      severity: "error",
      from: { path: "^src/[^/]+\\.ts$" },
      to: {},
    },
    {
      name: "source-does-not-import-tests",
      severity: "error",
      from: { path: "^src", pathNot: "\\.test\\.ts$|/testing/" },
      to: { path: "\\.test\\.ts$|/testing/|^test/" },
    },
    {
      name: "no-dev-dependencies-in-source",
      severity: "error",
      from: { path: "^src", pathNot: "\\.test\\.ts$|/testing/" },
      to: { dependencyTypes: ["npm-dev"] },
    },
    {
      name: "web-imports-only-core",
      comment: "what runs in a browser shares types and pure functions of core with the server, and nothing else",
      severity: "error",
      from: { path: "^web/" },
      to: { path: "^src/", pathNot: "^src/core/" },
    },
    ...Object.entries(rooms).map(roomRule),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      extensions: [".ts", ".js", ".mjs", ".json"],
      conditionNames: ["import", "node", "default"],
      exportsFields: ["exports"],
    },
  },
};
