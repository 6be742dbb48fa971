import type { CheckResult } from '../adapter';
import { asContractError } from './context';
import type { Found } from './lookups';

/** One thing that a check looks at. What is wrong is thrown; what is returned is told as found. */
export interface Look {
  readonly subject: string;
  readonly look: () => Promise<string>;
}

/** The message says what is wrong and what to do. */
export class CheckFailed extends Error {}

/** Looks for something as a posting does: what would be its problem fails. */
export function lookFor(subject: string, find: () => Promise<Found<unknown>>): Look {
  return {
    subject,
    async look() {
      const found = await find();
      if (!found.ok) throw new CheckFailed(`${found.problem.message} ${found.problem.remedy}`);
      return 'found';
    },
  };
}

/** One after the other: a check has time, and Tryton may be at work for others. */
export async function resultsOf(looks: readonly Look[]): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const look of looks) results.push(await resultOf(look));
  return results;
}

export async function resultOf({ subject, look }: Look): Promise<CheckResult> {
  try {
    return { subject, ok: true, detail: await look() };
  } catch (error) {
    return { subject, ok: false, detail: detailOf(error) };
  }
}

export function detailOf(error: unknown): string {
  const told = asContractError(error);
  return told instanceof Error ? told.message : 'unexpected error';
}
