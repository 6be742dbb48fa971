/** How much the fault tests do: a short version in `npm test`, as much as asked for by `npm run test:faults`. */
export interface FaultSettings {
  readonly seed: number;
  /** `undefined`: the short version. */
  readonly minutes: number | undefined;
  /** Kills of the storm. */
  readonly kills: number;
  /** Seeds of the random schedules. */
  readonly seeds: number;
  /** The sweep's sides, by name. Default: all. */
  readonly sides: readonly string[] | undefined;
}

const DEFAULT_SEED = 1;
const SHORT = { kills: 6, seeds: 6 };
/** What the long version does at most; it also ends when its minutes are over. */
const LONG = { kills: 200, seeds: 500 };

export function faultSettings(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): FaultSettings {
  const minutes = numberIn(environment, 'FAULTS_MINUTES');
  const usual = minutes === undefined ? SHORT : LONG;
  return {
    seed: numberIn(environment, 'FAULTS_SEED') ?? DEFAULT_SEED,
    minutes,
    kills: numberIn(environment, 'FAULTS_KILLS') ?? usual.kills,
    seeds: numberIn(environment, 'FAULTS_SEEDS') ?? usual.seeds,
    sides: environment['FAULTS_SIDES']?.split(','),
  };
}

function numberIn(
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
): number | undefined {
  const text = environment[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new Error(`${name} is no number: ${text}`);
  return value;
}

/** Shown as it is, past jest's own reporting. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The end of the long version's time; never for the short one, which is bounded by what it does. */
export function deadlineMs({ minutes }: FaultSettings): number {
  return minutes === undefined ? Infinity : Date.now() + minutes * 60_000;
}
