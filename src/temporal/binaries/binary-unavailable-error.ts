import type { BinaryDeclaration } from './binary-declaration';

/** One place that was looked at in vain. */
export interface FailedAttempt {
  readonly place: string;
  readonly reason: string;
}

/** No usable executable: the message names every place that was looked at, why it failed, and what to do. */
export class BinaryUnavailableError extends Error {
  override readonly name = 'BinaryUnavailableError';

  readonly attempts: readonly FailedAttempt[];

  constructor(declaration: BinaryDeclaration, attempts: readonly FailedAttempt[], remedy: string) {
    const places = attempts.map(({ place, reason }) => `  - ${place}: ${reason}`);
    super(
      [
        `The ${declaration.title} ${declaration.version} could not be found or fetched. Looked at:`,
        ...places,
        `What to do: ${remedy}`,
      ].join('\n'),
    );
    this.attempts = attempts;
  }
}
