import {
  AggregatorRegistry,
  Counter as PromCounter,
  Gauge as PromGauge,
  Histogram as PromHistogram,
  Registry,
} from "prom-client";

/** What the program counts and times, in the form that Prometheus reads. */
export interface Metrics {
  /** Makes a count that only grows. Each name may be made once. */
  counter<Label extends string>(metric: MetricDefinition<Label>): Counter<Label>;
  /** Makes a number that goes up and down. Each name may be made once. */
  gauge<Label extends string>(metric: MetricDefinition<Label>): Gauge<Label>;
  /** Makes a distribution. Each name may be made once. */
  histogram<Label extends string>(
    metric: MetricDefinition<Label> & { readonly buckets: readonly number[] },
  ): Histogram<Label>;
  /** All of them, in the text format. */
  exposition(): Promise<Exposition>;
  /** All of them as plain data, for the process that adds up those of several. */
  snapshot(): Promise<MetricsSnapshot>;
}

export interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

/** The metrics of one process, as data that crosses a process channel. */
export type MetricsSnapshot = readonly object[];

interface MetricDefinition<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly Label[];
}

interface Counter<Label extends string> {
  /** @param count default 1 */
  add(labels: Readonly<Record<Label, string>>, count?: number): void;
  /** The count of certain labels, looked up once. */
  of(labels: Readonly<Record<Label, string>>): { add(): void };
}

interface Gauge<Label extends string> {
  add(labels: Readonly<Record<Label, string>>, count: number): void;
}

interface Histogram<Label extends string> {
  observe(labels: Readonly<Record<Label, string>>, value: number): void;
  /** The distribution of certain labels, looked up once. */
  of(labels: Readonly<Record<Label, string>>): { observe(value: number): void };
}

/** Metrics in a registry of their own (prom-client keeps one for the whole process otherwise). */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  return {
    counter({ name, help, labels }) {
      const tallies = new Map<string, Tally>();
      const collect = (): void => {
        for (const tally of tallies.values()) tally.handOver();
      };
      const counter = new PromCounter({ name, help, labelNames: labels, registers, collect });
      return {
        add: (values, count = 1) => counter.inc(values, count),
        of: (values) => {
          const key = keyOf(labels, values);
          const tally = tallies.get(key) ?? createTally(counter.labels(values));
          tallies.set(key, tally);
          return tally;
        },
      };
    },
    gauge({ name, help, labels }) {
      const gauge = new PromGauge({ name, help, labelNames: labels, registers });
      return { add: (values, count) => gauge.inc(values, count) };
    },
    histogram({ name, help, labels, buckets }) {
      const samples = new Map<string, Samples>();
      const collect = (): void => {
        for (const one of samples.values()) one.handOver();
      };
      const histogram = new PromHistogram({
        name,
        help,
        labelNames: labels,
        buckets: [...buckets],
        registers,
        collect,
      });
      return {
        observe: (values, value) => histogram.observe(values, value),
        of: (values) => {
          const key = keyOf(labels, values);
          const known = samples.get(key) ?? createSamples(histogram.labels(values));
          samples.set(key, known);
          return known;
        },
      };
    },
    exposition: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    snapshot: () => registry.getMetricsAsJSON(),
  };
}

function keyOf<Label extends string>(labels: readonly Label[], values: Readonly<Record<Label, string>>): string {
  return labels.map((label) => JSON.stringify(values[label])).join();
}

/** Counts here, and hands over when somebody looks: looking up a label costs more than the rest of a count. */
interface Tally {
  add(): void;
  handOver(): void;
}

function createTally(counter: { inc(count: number): void }): Tally {
  let count = 0;
  return {
    add: () => {
      count += 1;
    },
    handOver: () => {
      if (count > 0) counter.inc(count);
      count = 0;
    },
  };
}

/** Keeps a few values, and hands them over together: one after another costs a third of one now and then. */
interface Samples {
  observe(value: number): void;
  handOver(): void;
}

const mostSamples = 256;

function createSamples(histogram: { observe(value: number): void }): Samples {
  let waiting: number[] = [];
  const handOver = (): void => {
    const values = waiting;
    waiting = [];
    for (const value of values) histogram.observe(value);
  };
  return {
    observe: (value) => {
      waiting.push(value);
      if (waiting.length >= mostSamples) handOver();
    },
    handOver,
  };
}

/** The sum of the metrics of several processes, in the text format. */
export async function addUp(snapshots: readonly MetricsSnapshot[]): Promise<Exposition> {
  const registry = AggregatorRegistry.aggregate([...snapshots]);
  return { contentType: registry.contentType, text: await registry.metrics() };
}
