import { ABILITIES, type Ability } from './abilities';
import { CHECKS } from './all-checks';
import type { Check } from './check';
import { describeInability, inabilityOf, runCheck } from './run';
import { openSession, type Session } from './session';
import { completeTiming, type ConformanceSubject } from './subject';

/** What the kit needs of a test framework: jest's and vitest's globals have it, and the module `node:test`. */
export interface TestFramework {
  describe(name: string, body: () => void): unknown;
  it(name: string, body: () => Promise<void>, timeoutMs?: number): unknown;
  beforeAll?(body: () => Promise<void>, timeoutMs?: number): unknown;
  afterAll?(body: () => Promise<void>, timeoutMs?: number): unknown;
  /** As `node:test` calls them; there they have no limit. */
  before?(body: () => Promise<void>): unknown;
  after?(body: () => Promise<void>): unknown;
}

/** The framework's own limit comes after the kit's, whose message says more. */
const MARGIN_MS = 10_000;

/**
 * Describes the adapter by one test for each behaviour. What was declared impossible stands in the output as
 * `… [cannot …]`, and tests that the adapter refuses it wherever that can be seen.
 * @param framework default: the globals `describe`, `it`, `beforeAll`, `afterAll`; for node:test, hand the module in
 * @example
 * describeAdapter(mySubject);                       // jest, vitest with globals
 * describeAdapter(mySubject, require('node:test')); // node --test
 */
export function describeAdapter(
  subject: ConformanceSubject,
  framework: TestFramework = globalFramework(),
): void {
  const timeoutMs = completeTiming(subject.timing).checkTimeoutMs + MARGIN_MS;
  framework.describe(`${subject.name} conforms to the adapter contract`, () => {
    let session: Session | undefined;
    const open = async () => {
      session = await openSession(subject);
    };
    const close = async () => {
      await session?.close();
    };
    if (framework.beforeAll === undefined) framework.before?.(open);
    else framework.beforeAll(open, timeoutMs);
    if (framework.afterAll === undefined) framework.after?.(close);
    else framework.afterAll(close, timeoutMs);
    for (const check of CHECKS) {
      const inability = inabilityOf(subject, check);
      if (inability !== undefined && check.runWithout === undefined) continue;
      const suffix =
        inability === undefined ? sweepSuffix(subject, check) : ` [${describeInability(inability)}]`;
      const body = async () => {
        if (session === undefined) throw new Error('the ERP could not be opened');
        await runCheck(subject, session, check);
      };
      framework.it(check.name + suffix, body, timeoutMs);
    }
    for (const [ability, reason] of Object.entries(subject.cannot ?? {})) {
      framework.it(inabilityTitle(subject, ability, reason), () => expectKnown(ability, reason));
    }
  });
}

/** So that nobody takes a sample for all. */
function sweepSuffix({ sweepStep = 1 }: ConformanceSubject, { isSweep }: Check): string {
  return isSweep === true && sweepStep > 1 ? ` [one call in ${sweepStep}]` : '';
}

/** Tells what is left unchecked; what is seen to be refused has a test of its own. */
function inabilityTitle(subject: ConformanceSubject, ability: string, reason: string): string {
  const unchecked = CHECKS.filter(
    (check) => check.runWithout === undefined && inabilityOf(subject, check)?.ability === ability,
  );
  const what = isAbility(ability) ? describeInability({ ability, reason }) : `cannot ${ability}`;
  return unchecked.length === 0
    ? what
    : `${what}; not checked: ${unchecked.map(({ name }) => name).join('; ')}`;
}

function expectKnown(ability: string, reason: string): Promise<void> {
  const complaint = !isAbility(ability) ? 'is not known to the kit: see Ability' : 'gives no reason';
  return isAbility(ability) && reason.trim() !== ''
    ? Promise.resolve()
    : Promise.reject(new Error(`cannot['${ability}'] ${complaint}`));
}

function isAbility(name: string): name is Ability {
  return name in ABILITIES;
}

function globalFramework(): TestFramework {
  const globals: unknown = globalThis;
  if (isFramework(globals)) return globals;
  throw new Error(
    'no test framework in sight: hand in describe, it and their hooks, e.g. require("node:test")',
  );
}

function isFramework(candidate: unknown): candidate is TestFramework {
  return (
    typeof candidate === 'object' &&
    candidate !== null &&
    'describe' in candidate &&
    typeof candidate.describe === 'function' &&
    'it' in candidate &&
    typeof candidate.it === 'function'
  );
}
