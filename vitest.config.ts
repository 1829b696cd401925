import { defineConfig } from "vitest/config";

/** MSAL keeps what it found of a managed identity for the life of its process. */
const needOwnProcess = ["src/microsoft/entra/managed-identity-*.test.ts"];

const setupFiles = ["test/harness/property-seed.ts"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["src/**/*.test.ts", "web/**/*.test.ts", "test/rules/**/*.test.ts"],
          exclude: needOwnProcess,
          setupFiles,
          testTimeout: 10_000,
          // No module of ours keeps state, so files may share a process: half the time.
          isolate: false,
        },
      },
      { test: { name: "own-process", include: needOwnProcess, setupFiles, testTimeout: 10_000 } },
      {
        test: {
          name: "e2e",
          include: ["test/**/*.test.ts"],
          exclude: ["test/rules/**"],
          setupFiles,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          globalSetup: ["test/harness/global-setup.ts"],
        },
      },
    ],
  },
});
