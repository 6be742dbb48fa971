/** Whether a goal is met. */
export interface Judgement {
  readonly met: boolean;
  /** For people. */
  readonly line: string;
}

export function atLeast(what: string, value: number, least: number): Judgement {
  return { met: value >= least, line: `${what}: at least ${least}; is ${rounded(value)}` };
}

export function atMost(what: string, value: number, most: number): Judgement {
  return { met: value <= most, line: `${what}: at most ${most}; is ${rounded(value)}` };
}

/** Prints judgements. @returns whether all goals are met */
export function report(judgements: readonly Judgement[]): boolean {
  for (const { met, line } of judgements) process.stdout.write(`${met ? 'met   ' : 'MISSED'}  ${line}\n`);
  return judgements.every(({ met }) => met);
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
