/**
 * What the doctor says about one thing that it looked at. `note`: not as it will be, but nobody has to do anything (the first
 * `up` or `worker` sets it up), or it is a matter of taste. `not-looked-at`: something before it failed.
 */
export type FindingOutcome = 'passed' | 'failed' | 'note' | 'not-looked-at';

export interface Finding {
  readonly area: string;
  readonly subject: string;
  readonly outcome: FindingOutcome;
  /** What was found, in a sentence without secrets and personal data. */
  readonly detail: string;
  /** What to do; null where nothing is to be done, or where the detail says it already. */
  readonly remedy: string | null;
}

/** Findings about one area, by what became of the look. */
export interface Area {
  passed(subject: string, detail: string): Finding;
  failed(subject: string, detail: string, remedy: string | null): Finding;
  note(subject: string, detail: string, remedy?: string): Finding;
  notLookedAt(subject: string, because: string): Finding;
}

export function area(name: string): Area {
  const finding = (
    outcome: FindingOutcome,
    subject: string,
    detail: string,
    remedy: string | null,
  ): Finding => ({ area: name, subject, outcome, detail, remedy });
  return {
    passed: (subject, detail) => finding('passed', subject, detail, null),
    failed: (subject, detail, remedy) => finding('failed', subject, detail, remedy),
    note: (subject, detail, remedy) => finding('note', subject, detail, remedy ?? null),
    notLookedAt: (subject, because) =>
      finding('not-looked-at', subject, `not looked at, because ${because}`, null),
  };
}
