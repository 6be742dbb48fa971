import { ConfigError } from './errors';

const UNITS_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of `30s`, `5m`, `2h`, `1d`; `undefined` for any other text. */
export function durationMs(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const unitMs = unit === 's' || unit === 'm' || unit === 'h' || unit === 'd' ? UNITS_MS[unit] : undefined;
  return count === undefined || unitMs === undefined || Number(count) === 0
    ? undefined
    : Number(count) * unitMs;
}

/** The same for a field that the schema has checked. @throws {ConfigError} any other text */
export function milliseconds(duration: string): number {
  const ms = durationMs(duration);
  if (ms === undefined) throw new ConfigError(`"${duration}" is not a time span`);
  return ms;
}
