import { types } from 'node:util';
import { ABILITIES, type Ability } from './abilities';
import { CHECKS } from './all-checks';
import type { Check } from './check';
import { openSession, type Session } from './session';
import { completeTiming, type ConformanceSubject } from './subject';

/** What became of one check. */
export type CheckResult =
  | { readonly name: string; readonly status: 'passed' }
  /** `message` says what is wrong and what to do. */
  | { readonly name: string; readonly status: 'failed'; readonly message: string }
  /** Declared impossible, and where that can be seen, seen to be refused. */
  | { readonly name: string; readonly status: 'cannot'; readonly ability: Ability; readonly reason: string };

export interface RunOptions {
  /** Which checks to run, by name. Default: all. */
  readonly only?: (name: string) => boolean;
}

/** Runs the checks one after the other, and says of each what became of it. For those who want no test framework. */
export async function runConformance(
  subject: ConformanceSubject,
  options: RunOptions = {},
): Promise<readonly CheckResult[]> {
  const session = await openSession(subject);
  try {
    const results: CheckResult[] = [];
    for (const check of CHECKS) {
      if (options.only?.(check.name) !== false) results.push(await resultOf(subject, session, check));
    }
    return results;
  } finally {
    await session.close();
  }
}

async function resultOf(subject: ConformanceSubject, session: Session, check: Check): Promise<CheckResult> {
  const { name } = check;
  try {
    await runCheck(subject, session, check);
  } catch (error) {
    return { name, status: 'failed', message: messageOf(error) };
  }
  const inability = inabilityOf(subject, check);
  return inability === undefined ? { name, status: 'passed' } : { name, status: 'cannot', ...inability };
}

/** Jest gives each test file an `Error` of its own, which the errors of Node's modules are no instances of. */
function messageOf(error: unknown): string {
  return types.isNativeError(error) ? error.message : String(error);
}

/** The first thing that the check needs and the subject cannot give. */
export function inabilityOf(
  { cannot = {} }: ConformanceSubject,
  { needs }: Check,
): { readonly ability: Ability; readonly reason: string } | undefined {
  for (const ability of needs) {
    const reason = cannot[ability];
    if (reason !== undefined) return { ability, reason };
  }
  return undefined;
}

/** `cannot hold a period closed (the ERP knows no periods)`. */
export function describeInability({
  ability,
  reason,
}: {
  readonly ability: Ability;
  readonly reason: string;
}): string {
  return `cannot ${ABILITIES[ability]} (${reason})`;
}

/** @throws {Error} the check fails */
export async function runCheck(subject: ConformanceSubject, session: Session, check: Check): Promise<void> {
  const isAble = inabilityOf(subject, check) === undefined;
  if (!isAble && check.runWithout === undefined) return;
  const { checkTimeoutMs } = completeTiming(subject.timing);
  await session.lend((context) => {
    const run = isAble ? check.run(context) : (check.runWithout?.(context) ?? Promise.resolve());
    return withinTime(run, checkTimeoutMs);
  });
}

/** A call of the adapter that never ends fails its check, not the whole run. */
async function withinTime(work: Promise<void>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(
        new Error(
          `Not done after ${timeoutMs / 1_000} s: a call of the adapter does not end. Give every call to the ERP a ` +
            'time-out; for a slow ERP, raise timing.checkTimeoutMs.',
        ),
      );
    }, timeoutMs);
  });
  try {
    await Promise.race([work, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
