import { CLASS_TEXTS, RECONCILIATION_CLASSES, totalsOf, type ClassCounts } from './classes';

/** The outcome in one sentence, as it stands above every report. Pure: workflow code imports this file. */
export function verdictOf(counts: ClassCounts): string {
  const { documents, differing } = totalsOf(counts);
  const beside = RECONCILIATION_CLASSES.filter(
    (name) => name !== 'agrees' && !CLASS_TEXTS[name].isDifference && counts[name] > 0,
  ).map((name) => `${counts[name]} ${CLASS_TEXTS[name].title}`);
  const remark = beside.length === 0 ? '' : ` (${beside.join(', ')})`;
  if (documents === 0)
    return 'Nothing to compare: neither TRAEDE nor the ERP holds a document of this period.';
  if (differing === 0) {
    return `The books agree: ${counts.agrees} of ${named(documents)} compared and equal${remark}.`;
  }
  const reasons = RECONCILIATION_CLASSES.filter(
    (name) => CLASS_TEXTS[name].isDifference && counts[name] > 0,
  ).map((name) => `${counts[name]} ${CLASS_TEXTS[name].title}`);
  const verb = differing === 1 ? 'does' : 'do';
  return `The books do not agree: ${differing} of ${named(documents)} ${verb} not (${[...reasons, ...beside].join(', ')}).`;
}

/** Whether nothing is to be looked at. */
export function booksAgree(counts: ClassCounts): boolean {
  return totalsOf(counts).differing === 0;
}

function named(documents: number): string {
  return documents === 1 ? '1 document' : `${documents} documents`;
}
