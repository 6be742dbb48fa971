import type { Problem, ProblemCode } from '../problem';

/** A value, or why a person must look. */
export type Outcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export interface Refusal {
  readonly ok: false;
  readonly problem: Problem;
}

export function accepted<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function refused(code: ProblemCode, message: string, remedy: string): Refusal {
  return { ok: false, problem: { code, message, remedy } };
}
