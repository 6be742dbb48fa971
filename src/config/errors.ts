import type { z } from 'zod';

/** The configuration cannot be used; the message names the place and the remedy, never a value of a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** One line for each mistake: `  systems.acme.sync.pageSize: Too big: expected number to be <=60`. */
export function describeIssues(error: z.ZodError): string {
  return error.issues
    .map((issue) => `  ${issue.path.map(String).join('.') || '(top level)'}: ${issue.message}`)
    .join('\n');
}
