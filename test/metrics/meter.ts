import type { MetricMeter, MetricTags } from '@temporalio/common';

/** What a meter was told, as `name{label="value"}` and value: counters added up, gauges as set last, histograms counted. */
export interface TestMeter {
  readonly meter: MetricMeter;
  /** Those that are not zero. */
  told(): Readonly<Record<string, number>>;
  /** All, by name and labels. */
  readonly values: ReadonlyMap<string, number>;
}

export function createTestMeter(): TestMeter {
  const values = new Map<string, number>();
  const put = (name: string, tags: MetricTags | undefined, next: (before: number) => number): void => {
    const labels = Object.entries(tags ?? {}).map(([key, value]) => `${key}=${String(value)}`);
    const series = `${name}{${labels.toSorted().join(',')}}`;
    values.set(series, next(values.get(series) ?? 0));
  };
  const meter: MetricMeter = {
    createCounter(name) {
      return {
        ...{ name, kind: 'counter', valueType: 'int' },
        add(value, tags) {
          put(name, tags, (before) => before + value);
        },
        withTags() {
          return this;
        },
      };
    },
    createHistogram(name, valueType = 'int') {
      return {
        ...{ name, kind: 'histogram', valueType },
        record(_, tags) {
          put(name, tags, (before) => before + 1);
        },
        withTags() {
          return this;
        },
      };
    },
    createGauge(name, valueType = 'int') {
      return {
        ...{ name, kind: 'gauge', valueType },
        set(value, tags) {
          put(name, tags, () => value);
        },
        withTags() {
          return this;
        },
      };
    },
    withTags: () => meter,
  };
  return {
    meter,
    values,
    told: () => Object.fromEntries([...values].filter(([, value]) => value !== 0)),
  };
}
