import { CLASS_TEXTS, RECONCILIATION_CLASSES, type ClassCounts } from '../src/reconciliation/classes';
import { describeOutage } from './descriptions';
import type { ReconcileProgress, ReconcileResult, Stage } from './reconcile-messages';

/** What a stage does, as people read it while it goes on. */
export const STAGE_TEXTS: Readonly<Record<Stage | 'begin' | 'done', string>> = {
  begin: 'begins',
  traede: 'reads what TRAEDE holds',
  erp: 'reads what the ERP holds',
  unmarked: 'reads what TRAEDE holds as not exported',
  'look-up-erp': 'looks up in the ERP what only TRAEDE knows',
  'look-up-traede': 'looks up in TRAEDE what only the ERP knows',
  compare: 'compares',
  done: 'is done',
};

/** Current details of a reconciliation at work. */
export function describeReconciling(systemId: string, progress: ReconcileProgress): string {
  const { stage, from, to, outage, fromTraede, fromErp, classes } = progress;
  const period = from === null || to === null ? '' : `, ${from} – ${to}`;
  return [
    `### Reconciliation of ${systemId}${period}`,
    '',
    ...(outage === null ? [] : [describeOutage(outage)]),
    `- now: **${STAGE_TEXTS[stage]}**`,
    `- documents read from TRAEDE: **${fromTraede}**`,
    `- documents read from the ERP: **${fromErp}**`,
    ...describeClasses(classes),
  ].join('\n');
}

/** The outcome, for those who look at it afterwards: the verdict, the classes, and where the list is. */
export function describeReconciled(result: ReconcileResult): string {
  const { systemId, from, to, verdict, classes, reconciliationId } = result;
  return [
    `### Reconciliation of ${systemId}, ${from} – ${to}`,
    '',
    `**${verdict}**`,
    '',
    ...describeClasses(classes),
    '',
    `The list, the sums and the charts: \`traede-sync report ${reconciliationId} --html report.html\``,
  ].join('\n');
}

/** Lists, as Temporal's tables have no padding. */
function describeClasses(classes: ClassCounts): readonly string[] {
  return RECONCILIATION_CLASSES.filter((name) => classes[name] > 0).map(
    (name) => `- ${CLASS_TEXTS[name].title}: **${classes[name]}**`,
  );
}
