import { decimal } from '../money';
import type { Decimal } from '../money';
import type { Zone } from './zones';

/**
 * VAT rates in percent by country, the standard rate first, as in force in 2025 and 2026. They never make an amount:
 * amounts are TRAEDE's. They only say which rate a small amount most likely stands for (0.01 on 0.03).
 */
const PERCENTS_BY_COUNTRY: Readonly<Record<string, readonly number[]>> = {
  AT: [20, 10, 13],
  BE: [21, 6, 12],
  BG: [20, 9],
  CH: [8.1, 2.6, 3.8],
  CY: [19, 5, 9],
  CZ: [21, 12],
  DE: [19, 7],
  DK: [25],
  EE: [24, 22, 13, 9],
  ES: [21, 10, 4],
  FI: [25.5, 14, 13.5, 10],
  FR: [20, 10, 5.5, 2.1],
  GB: [20, 5],
  GR: [24, 13, 6],
  HR: [25, 13, 5],
  HU: [27, 18, 5],
  IE: [23, 13.5, 9, 4.8],
  IS: [24, 11],
  IT: [22, 10, 5, 4],
  LT: [21, 12, 9, 5],
  LU: [17, 14, 8, 3],
  LV: [21, 12, 5],
  MT: [18, 7, 5],
  NL: [21, 9],
  NO: [25, 15, 12],
  PL: [23, 8, 5],
  PT: [23, 13, 6],
  RO: [21, 19, 11, 9, 5],
  SE: [25, 12, 6],
  SI: [22, 9.5, 5],
  SK: [23, 19, 5],
};

/** For a country that is not in the table: the commonest rates first. */
const COMMON_PERCENTS = [25, 12, 6, 19, 7, 20, 21, 22, 23, 24, 15, 8];

/** The rates, in percent, that a line may have; each once, the likelier first. */
export interface KnownRates {
  /** Those that the configuration or the countries of the sale suggest. */
  readonly likely: readonly Decimal[];
  readonly other: readonly Decimal[];
}

/** Every rate above, and zero: made once, as each document is checked against all of them. */
const RATES: ReadonlyMap<number, Decimal> = new Map(
  [...COMMON_PERCENTS, ...Object.values(PERCENTS_BY_COUNTRY).flat(), 0].map((percent) => [
    percent,
    decimal(percent),
  ]),
);

/** The rates of the countries of a sale from `homeCountry` to `country`, and zero; then every other rate above. */
export function standardRates(zone: Zone, homeCountry: string, country: string | null): KnownRates {
  const home = PERCENTS_BY_COUNTRY[homeCountry] ?? [];
  const abroad = PERCENTS_BY_COUNTRY[country ?? homeCountry] ?? [];
  const likely = new Set(zone === 'domestic' ? [...home, 0] : [0, ...abroad, ...home]);
  return {
    likely: [...likely].flatMap((percent) => RATES.get(percent) ?? []),
    other: [...RATES].flatMap(([percent, rate]) => (likely.has(percent) ? [] : [rate])),
  };
}
