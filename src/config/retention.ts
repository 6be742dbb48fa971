import { z } from 'zod';
import { milliseconds } from './duration';
import { duration } from './fields';

/**
 * Long enough for a quarter's questions, and TRAEDE keeps its documents anyway. What was posted stays in the record for ever.
 */
const DEFAULT_CONTENTS = '90d';

export const retentionSchema = z.strictObject({
  contents: z
    .union([duration, z.literal('forever')])
    .default(DEFAULT_CONTENTS)
    .describe(
      'How long the content of a document (names and addresses stand in it) stays in our database after the document has ended; a time span, or forever',
    ),
});

/** How long personal data is kept. */
export interface RetentionConfig {
  /** Absent: for ever. */
  readonly contentsMs: number | undefined;
}

export function toRetention({ contents }: z.output<typeof retentionSchema>): RetentionConfig {
  return { contentsMs: contents === 'forever' ? undefined : milliseconds(contents) };
}
