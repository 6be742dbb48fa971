/**
 * The classes that a reconciliation sorts documents into: each document falls into exactly one. Pure: workflow code
 * imports this file.
 */
export const RECONCILIATION_CLASSES = [
  'differs',
  'missing-in-erp',
  'unknown-to-traede',
  'changed-after-posting',
  'posted-not-marked',
  'marked-not-posted',
  'waiting',
  'on-its-way',
  'skipped',
  'before-go-live',
  'agrees',
] as const;
export type ReconciliationClass = (typeof RECONCILIATION_CLASSES)[number];

/** Of these every document is told one by one; of the others the sums and the newest are kept. */
export const CLASSES_TOLD_IN_FULL = RECONCILIATION_CLASSES.filter(
  (name) => name !== 'agrees' && name !== 'before-go-live',
);

export function isReconciliationClass(text: string): text is ReconciliationClass {
  return RECONCILIATION_CLASSES.some((known) => known === text);
}

/** What a class means to a person. */
export interface ClassText {
  /** As the heading of a list: `missing in the ERP`. */
  readonly title: string;
  readonly meaning: string;
  /** What to do. Empty where nothing is to be done. */
  readonly remedy: string;
  /** Whether the books do not agree because of it. What is on its way or was skipped by name is no difference. */
  readonly isDifference: boolean;
}

export const CLASS_TEXTS: Readonly<Record<ReconciliationClass, ClassText>> = {
  agrees: {
    title: 'agrees',
    meaning: 'TRAEDE and the ERP hold the same, and TRAEDE knows that it is in the ERP.',
    remedy: '',
    isDifference: false,
  },
  differs: {
    title: 'differs',
    meaning: 'The ERP holds it, but not as TRAEDE has it.',
    remedy: 'Correct the document in the ERP, or correct TRAEDE, until both agree.',
    isDifference: true,
  },
  'missing-in-erp': {
    title: 'missing in the ERP',
    meaning: 'It belongs into the ERP, and the ERP does not hold it.',
    remedy: 'Resync it: it is posted. Was it removed from the ERP on purpose, skip it with a reason.',
    isDifference: true,
  },
  'unknown-to-traede': {
    title: 'unknown to TRAEDE',
    meaning: 'The ERP holds it under a reference of ours, and TRAEDE holds no such booked document.',
    remedy:
      'Look it up in the ERP: take it back there if it was entered by mistake or was deleted in TRAEDE.',
    isDifference: true,
  },
  'changed-after-posting': {
    title: 'changed after posting',
    meaning: 'It was changed in TRAEDE after it was posted.',
    remedy: 'Compare both. Correct the ERP or TRAEDE until both agree; it is never posted a second time.',
    isDifference: true,
  },
  'posted-not-marked': {
    title: 'posted, not marked',
    meaning: 'The ERP holds it as TRAEDE has it, but TRAEDE lists it as not exported.',
    remedy: 'Resync it: it is found in the ERP and only marked. The next run does the same.',
    isDifference: true,
  },
  'marked-not-posted': {
    title: 'marked, not posted',
    meaning: 'TRAEDE holds it as exported, but neither the ERP nor our record knows of a posting.',
    remedy:
      'Find out who marked it. Is it in the books under another reference, nothing is to be done; otherwise resync it.',
    isDifference: true,
  },
  waiting: {
    title: 'waits for a person',
    meaning: 'A person must mend something before it can be posted, marked or compared.',
    remedy: 'Mend what its problem names, then resync it.',
    isDifference: true,
  },
  skipped: {
    title: 'left to a person',
    meaning: 'A named person left it out, or booked it by hand.',
    remedy: '',
    isDifference: false,
  },
  'before-go-live': {
    title: 'before go-live',
    meaning: 'It is dated before the day on which this product began to keep the books.',
    remedy: '',
    isDifference: false,
  },
  'on-its-way': {
    title: 'on its way',
    meaning: 'It is newer than the last run, or was worked on while the sides were compared.',
    remedy: '',
    isDifference: false,
  },
};

export type ClassCounts = Readonly<Record<ReconciliationClass, number>>;

export const NO_DOCUMENTS: ClassCounts = {
  agrees: 0,
  differs: 0,
  'missing-in-erp': 0,
  'unknown-to-traede': 0,
  'changed-after-posting': 0,
  'posted-not-marked': 0,
  'marked-not-posted': 0,
  waiting: 0,
  skipped: 0,
  'on-its-way': 0,
  'before-go-live': 0,
};

export function addCounts(a: ClassCounts, b: ClassCounts): ClassCounts {
  return {
    agrees: a.agrees + b.agrees,
    differs: a.differs + b.differs,
    'missing-in-erp': a['missing-in-erp'] + b['missing-in-erp'],
    'unknown-to-traede': a['unknown-to-traede'] + b['unknown-to-traede'],
    'changed-after-posting': a['changed-after-posting'] + b['changed-after-posting'],
    'posted-not-marked': a['posted-not-marked'] + b['posted-not-marked'],
    'marked-not-posted': a['marked-not-posted'] + b['marked-not-posted'],
    waiting: a.waiting + b.waiting,
    skipped: a.skipped + b.skipped,
    'on-its-way': a['on-its-way'] + b['on-its-way'],
    'before-go-live': a['before-go-live'] + b['before-go-live'],
  };
}

/** How many documents make the books differ, and how many there are at all. */
export function totalsOf(counts: ClassCounts): { readonly documents: number; readonly differing: number } {
  let documents = 0;
  let differing = 0;
  for (const name of RECONCILIATION_CLASSES) {
    documents += counts[name];
    if (CLASS_TEXTS[name].isDifference) differing += counts[name];
  }
  return { documents, differing };
}
