/**
 * Why a document of TRAEDE and one that others posted in the ERP are not taken for the same, although something speaks for
 * it. Pure: workflow code imports this file.
 */
export const DOUBTS = [
  'several-in-erp',
  'several-in-traede',
  'type-differs',
  'currency-differs',
  'total-differs',
  'tax-differs',
  'accounts-differ',
  'customer-unknown',
  'customer-differs',
  'date-differs',
  'not-mappable',
  'changed',
  'linked-elsewhere',
  'reference-taken',
  'erp-refuses',
] as const;
export type Doubt = (typeof DOUBTS)[number];

export function isDoubt(text: string): text is Doubt {
  return DOUBTS.some((known) => known === text);
}

/** What a doubt means to a bookkeeper. */
export interface DoubtText {
  /** As the heading of a list. */
  readonly title: string;
  readonly meaning: string;
  readonly remedy: string;
}

const SAME_OR_NOT =
  'Is it the same, close it with `traede-sync mark-exported`; is it not, `traede-sync resync` posts it.';
const CORRECT = `Compare both. Correct the one that is wrong and adopt again. ${SAME_OR_NOT}`;

export const DOUBT_TEXTS: Readonly<Record<Doubt, DoubtText>> = {
  'several-in-erp': {
    title: 'several in the ERP',
    meaning: 'More than one document in the ERP may be it.',
    remedy: `Take back in the ERP what was entered twice, and adopt again. ${SAME_OR_NOT}`,
  },
  'several-in-traede': {
    title: 'several in TRAEDE',
    meaning: 'The document in the ERP may as well be another one of TRAEDE.',
    remedy: `Find out which of them it is. ${SAME_OR_NOT}`,
  },
  'type-differs': {
    title: 'another type',
    meaning: 'The number and the total are those of a document of another type in the ERP.',
    remedy: CORRECT,
  },
  'currency-differs': {
    title: 'another currency',
    meaning: 'The number agrees, the currency does not.',
    remedy: CORRECT,
  },
  'total-differs': {
    title: 'another total',
    meaning: 'The number or text agrees, the total does not.',
    remedy: CORRECT,
  },
  'tax-differs': {
    title: 'another VAT',
    meaning: 'The number and the total agree, the VAT does not.',
    remedy: CORRECT,
  },
  'accounts-differ': {
    title: 'other accounts',
    meaning: 'Text, day and amount agree, the accounts do not.',
    remedy: CORRECT,
  },
  'customer-unknown': {
    title: 'customer not known',
    meaning: 'The number and the total agree, but the ERP does not say which customer it is.',
    remedy: `Enter the customer in the ERP where it can be told, and adopt again. ${SAME_OR_NOT}`,
  },
  'customer-differs': {
    title: 'another customer',
    meaning: 'The number and the total agree, the customer does not.',
    remedy: CORRECT,
  },
  'date-differs': {
    title: 'another day',
    meaning: 'All else agrees, but it was booked on a day too far from that of TRAEDE.',
    remedy: CORRECT,
  },
  'not-mappable': {
    title: 'cannot be compared',
    meaning: 'The number agrees, but what the document should amount to cannot be said.',
    remedy: 'Mend what the dry run (`traede-sync sync --dry-run`) names for it, and adopt again.',
  },
  changed: {
    title: 'changed meanwhile',
    meaning: 'The document in the ERP was changed, or taken back, after it was compared.',
    remedy: 'Adopt again.',
  },
  'linked-elsewhere': {
    title: 'taken meanwhile',
    meaning: 'The document in the ERP was linked with another document after it was compared.',
    remedy: SAME_OR_NOT,
  },
  'reference-taken': {
    title: 'posted meanwhile',
    meaning: 'The ERP holds another document under our reference: it stands there twice.',
    remedy: 'Take one of the two back in the ERP.',
  },
  'erp-refuses': {
    title: 'the ERP refuses',
    meaning: 'The ERP does not let our reference be written on the document.',
    remedy: 'Give our user the right to change the reference of posted documents, and adopt again.',
  },
};

/** What becomes of the documents that an adoption looks at: each has one of these. */
export const ADOPTION_OUTCOMES = [
  'match',
  'linked',
  'linked-before',
  'doubtful',
  'not-found',
  'known',
] as const;
export type AdoptionOutcome = (typeof ADOPTION_OUTCOMES)[number];

export function isAdoptionOutcome(text: string): text is AdoptionOutcome {
  return ADOPTION_OUTCOMES.some((known) => known === text);
}

export const OUTCOME_TEXTS: Readonly<Record<AdoptionOutcome, string>> = {
  match: 'agree and can be linked',
  linked: 'linked now',
  'linked-before': 'linked before',
  doubtful: 'doubtful, left to a person',
  'not-found': 'not found in the ERP; a sync posts them',
  known: 'known already, by a sync or by a person',
};

export type OutcomeCounts = Readonly<Record<AdoptionOutcome, number>>;

export const NO_OUTCOMES: OutcomeCounts = {
  match: 0,
  linked: 0,
  'linked-before': 0,
  doubtful: 0,
  'not-found': 0,
  known: 0,
};
