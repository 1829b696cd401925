import { env } from "node:process";
import fc from "fast-check";

/**
 * Property tests draw the same cases in every run, so that a change is judged by what it changed. New cases are looked
 * for on purpose: `PROPERTY_RUNS=5000 npx vitest run --project unit` draws that many from a new seed, and a
 * counterexample that it finds becomes a row of the file's table.
 */
const { PROPERTY_RUNS: runs } = env;
fc.configureGlobal(runs === undefined ? { seed: 1 } : { numRuns: Number(runs) });
