import { Counter as PromCounter, Histogram as PromHistogram, Registry } from "prom-client";

/** What the program counts and times, in the form that Prometheus reads. */
export interface Metrics {
  /** Makes a count that only grows. Each name may be made once. */
  counter<Label extends string>(metric: MetricDefinition<Label>): Counter<Label>;
  /** Makes a distribution. Each name may be made once. */
  histogram<Label extends string>(
    metric: MetricDefinition<Label> & { readonly buckets: readonly number[] },
  ): Histogram<Label>;
  /** All of them, in the text format. */
  exposition(): Promise<Exposition>;
}

export interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

interface MetricDefinition<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly Label[];
}

interface Counter<Label extends string> {
  add(labels: Readonly<Record<Label, string>>): void;
}

interface Histogram<Label extends string> {
  observe(labels: Readonly<Record<Label, string>>, value: number): void;
}

/** Metrics in a registry of their own (prom-client keeps one for the whole process otherwise). */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  return {
    counter({ name, help, labels }) {
      const counter = new PromCounter({ name, help, labelNames: labels, registers });
      return { add: (values) => counter.inc(values) };
    },
    histogram({ name, help, labels, buckets }) {
      const histogram = new PromHistogram({ name, help, labelNames: labels, buckets: [...buckets], registers });
      return { observe: (values, value) => histogram.observe(values, value) };
    },
    exposition: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}
