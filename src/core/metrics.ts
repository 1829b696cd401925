/** What the program counts and times, in the form that Prometheus reads. */
export interface Metrics {
  /** Makes a count that only grows. Each name may be made once. */
  counter<Label extends string>(metric: MetricDefinition<Label>): Counter<Label>;
  /** Makes a distribution. Each name may be made once. */
  histogram<Label extends string>(
    metric: MetricDefinition<Label> & { readonly buckets: readonly number[] },
  ): Histogram<Label>;
  /** All of them, in the text format. */
  exposition(): Promise<{ readonly contentType: string; readonly text: string }>;
}

export interface MetricDefinition<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly Label[];
}

export interface Counter<Label extends string> {
  add(labels: Readonly<Record<Label, string>>): void;
}

export interface Histogram<Label extends string> {
  observe(labels: Readonly<Record<Label, string>>, value: number): void;
}
