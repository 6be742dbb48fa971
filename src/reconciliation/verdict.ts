import { CLASS_TEXTS, RECONCILIATION_CLASSES, totalsOf, type ClassCounts } from './classes';

/** The outcome in one sentence, as it stands above every report. Pure: workflow code imports this file. */
export function verdictOf(counts: ClassCounts): string {
  const { documents, differing } = totalsOf(counts);
  if (documents === 0) {
    return 'Nothing to compare: neither TRAEDE nor the ERP holds a document of this period.';
  }
  const others = RECONCILIATION_CLASSES.filter((name) => name !== 'agrees' && counts[name] > 0)
    .map((name) => `${CLASS_TEXTS[name].title}: ${counts[name]}`)
    .join(', ');
  const remark = others === '' ? '' : `; ${others}`;
  return differing === 0
    ? `The books agree: ${named(counts.agrees)} compared and equal${remark}.`
    : `The books do not agree: ${differing} of ${named(documents)} to be looked at${remark}.`;
}

/** Whether nothing is to be looked at. */
export function booksAgree(counts: ClassCounts): boolean {
  return totalsOf(counts).differing === 0;
}

function named(documents: number): string {
  return documents === 1 ? '1 document' : `${documents} documents`;
}
