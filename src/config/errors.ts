import type { z } from 'zod';

/** The configuration cannot be used; the message names the place and the remedy, never a value of a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** One line for each mistake: `  systems.acme.sync.pageSize: Too big: expected number to be <=60`. */
export function describeIssues(error: z.ZodError): string {
  return error.issues
    .flatMap((issue) => branchIssues(issue))
    .map((issue) => `  ${issue.path.map(String).join('.') || '(top level)'}: ${issue.message}`)
    .join('\n');
}

/**
 * Of several shapes that a part may have, the one that was meant is told: that whose `adapter` is named, not a bare
 * "invalid input".
 */
function branchIssues(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const meant = issue.errors.find((branch) => !branch.some(isUnnamed)) ?? issue.errors[0];
  if (meant === undefined) return [issue];
  return meant.flatMap((inner) => branchIssues({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** The branch is chosen by a field, and no branch has its value. */
function isUnnamed(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'invalid_union' && issue.errors.length === 0;
}
