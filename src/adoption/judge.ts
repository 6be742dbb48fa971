import type { DocumentType } from '../document';
import type { BookedKind } from '../erp/adoption';
import { differencesBetween, type Booked, type Expected } from '../reconciliation/booked';
import { daysBetween } from '../reconciliation/period';
import type { Doubt } from './doubts';

/** A document of TRAEDE that may stand in the ERP already. */
export interface Sought {
  readonly documentType: DocumentType;
  readonly kind: BookedKind;
  /** Null where it cannot be mapped. */
  readonly booked: Expected | null;
  /** Null where the document names no customer: accounting entries. */
  readonly customerKeys: readonly string[] | null;
}

/** A document of the ERP that may be it. */
export interface Candidate {
  readonly kind: BookedKind;
  readonly erpId: string;
  readonly number: string;
  readonly booked: Booked;
  readonly customerKeys: readonly string[] | null;
  /** Whether it may be another document of TRAEDE as well. */
  readonly isWantedElsewhere: boolean;
}

export interface Candidates {
  /** With a key in common. */
  readonly exact: readonly Candidate[];
  /** Of entries without an exact one: with text and amount, or text and day in common. */
  readonly near: readonly Candidate[];
}

export type Judgement =
  | { readonly kind: 'match'; readonly candidate: Candidate }
  | { readonly kind: 'doubtful'; readonly doubt: Doubt; readonly candidate: Candidate }
  | { readonly kind: 'not-found' };

/** A document that a person entered may be dated some days off; the same number further off is another year's. */
export const MAX_DAYS_APART = 31;

/** Whether a document stands in the ERP already. Nothing is guessed: where anything speaks against it, a person is asked. */
export function judge(sought: Sought, { exact, near }: Candidates): Judgement {
  const ofKind = exact.filter(({ kind }) => kind === sought.kind);
  const [candidate, ...others] = ofKind;
  if (candidate === undefined) return withoutExact(sought, exact, near);
  const doubt = others.length > 0 ? 'several-in-erp' : doubtAbout(sought, candidate);
  return doubt === undefined ? { kind: 'match', candidate } : { kind: 'doubtful', doubt, candidate };
}

function withoutExact(
  sought: Sought,
  ofOtherKinds: readonly Candidate[],
  near: readonly Candidate[],
): Judgement {
  const { booked } = sought;
  if (booked === null) return { kind: 'not-found' };
  const ofOtherKind = ofOtherKinds.find(
    (candidate) => !candidate.isWantedElsewhere && candidate.booked.total.abs().eq(booked.total.abs()),
  );
  if (ofOtherKind !== undefined) return { kind: 'doubtful', doubt: 'type-differs', candidate: ofOtherKind };
  const free = near.filter(
    (candidate) => !candidate.isWantedElsewhere && !areFarApart(booked, candidate.booked),
  );
  const sameAmount = free.find((candidate) => candidate.booked.total.eq(booked.total));
  if (sameAmount !== undefined) return { kind: 'doubtful', doubt: 'date-differs', candidate: sameAmount };
  const [sameDay] = free;
  if (sameDay !== undefined) return { kind: 'doubtful', doubt: 'total-differs', candidate: sameDay };
  return { kind: 'not-found' };
}

/** The first thing that speaks against the only candidate. */
function doubtAbout({ booked, customerKeys }: Sought, candidate: Candidate): Doubt | undefined {
  if (booked === null) return 'not-mappable';
  if (candidate.isWantedElsewhere) return 'several-in-traede';
  const differing = new Set(differencesBetween(booked, candidate.booked).map(({ what }) => what));
  if (differing.has('currency')) return 'currency-differs';
  if (differing.has('total')) return 'total-differs';
  if (differing.has('tax') || differing.has('net')) return 'tax-differs';
  if (customerKeys !== null) {
    if (candidate.customerKeys === null) return 'customer-unknown';
    const { customerKeys: held } = candidate;
    if (!customerKeys.some((key) => held.includes(key))) return 'customer-differs';
  }
  if ([...differing].some((what) => what.startsWith('account '))) return 'accounts-differ';
  return areFarApart(booked, candidate.booked) ? 'date-differs' : undefined;
}

function areFarApart(a: Pick<Booked, 'date'>, b: Pick<Booked, 'date'>): boolean {
  return Math.abs(daysBetween(a.date, b.date)) > MAX_DAYS_APART;
}
