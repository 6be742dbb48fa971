export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @throws {RangeError} there are no values */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const [min, max] = [sorted.at(0), sorted.at(-1)];
  const below = sorted.at(Math.floor((sorted.length - 1) / 2));
  const above = sorted.at(Math.ceil((sorted.length - 1) / 2));
  if (min === undefined || max === undefined || below === undefined || above === undefined) {
    throw new RangeError('there is no spread of nothing');
  }
  return { median: (below + above) / 2, min, max };
}

/** Measures the same several times, one after another. */
export async function repeated(times: number, measureOnce: () => Promise<number>): Promise<Spread> {
  const values: number[] = [];
  while (values.length < times) values.push(await measureOnce());
  return spreadOf(values);
}
