import type { Judgement } from '../judgement';
import type { Spread } from '../statistics';
import type { System } from '../system';

/** What a scenario found. */
export interface Outcome {
  readonly title: string;
  /** What was measured, for people. */
  readonly text: string;
  readonly judgements: readonly Judgement[];
}

/** Every document of these systems is in its ERP once, and marked. */
export async function complete(systems: readonly System[]): Promise<Judgement> {
  const faults: string[] = [];
  for (const system of systems) {
    for (const fault of await system.faults()) faults.push(`${system.systemId}: ${fault}`);
  }
  const line = 'every document is in its ERP once, and marked';
  return faults.length === 0 ? { met: true, line } : { met: false, line: `${line}; ${faults.join('; ')}` };
}

/** `123 (118–130)`: the median, and the spread. */
export function withSpread({ median, min, max }: Spread): string {
  return `${median.toFixed(0)} (${min.toFixed(0)}–${max.toFixed(0)})`;
}
