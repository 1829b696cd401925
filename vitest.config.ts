import { defineConfig } from "vitest/config";

/** MSAL keeps what it found of a managed identity for the life of its process. */
const needOwnProcess = ["src/microsoft/entra/managed-identity-*.test.ts"];

const setupFiles = ["test/harness/property-seed.ts", "test/harness/patient-connections.ts"];

/** Milliseconds after which something hangs. No test is expected to come near, on a busy machine either. */
const patience = { testTimeout: 30_000, hookTimeout: 60_000, expect: { poll: { timeout: 20_000 } } };

export default defineConfig({
  test: {
    teardownTimeout: 60_000,
    projects: [
      {
        test: {
          name: "unit",
          include: ["src/**/*.test.ts", "web/**/*.test.ts", "test/rules/**/*.test.ts"],
          exclude: needOwnProcess,
          setupFiles,
          ...patience,
          // No module of ours keeps state, so files may share a process: half the time.
          isolate: false,
        },
      },
      { test: { name: "own-process", include: needOwnProcess, setupFiles, ...patience } },
      {
        test: {
          name: "e2e",
          include: ["test/**/*.test.ts"],
          exclude: ["test/rules/**"],
          setupFiles,
          ...patience,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          globalSetup: ["test/harness/global-setup.ts"],
        },
      },
    ],
  },
});
