import { ADOPTION_OUTCOMES, OUTCOME_TEXTS, type OutcomeCounts } from '../src/adoption/doubts';
import type { AdoptProgress, AdoptResult, AdoptStage } from './adopt-messages';
import { describeOutage } from './descriptions';

/** What a stage does, as people read it while it goes on. */
export const ADOPT_STAGE_TEXTS: Readonly<Record<AdoptStage | 'begin' | 'done', string>> = {
  begin: 'begins',
  traede: 'reads what TRAEDE holds',
  erp: 'reads what others posted in the ERP',
  unmarked: 'reads what TRAEDE holds as not exported',
  match: 'compares',
  ask: 'waits for a word: send the signal `link` or `leave`',
  hold: 'holds back what a sync must not post',
  link: 'links',
  done: 'is done',
};

/** Current details of an adoption at work. */
export function describeAdopting(systemId: string, progress: AdoptProgress): string {
  const { stage, from, to, outage, fromTraede, fromErp, outcomes, adoptionId } = progress;
  const period = from === null || to === null ? '' : `, ${from} – ${to}`;
  return [
    `### Adoption in ${systemId}${period}`,
    '',
    ...(outage === null ? [] : [describeOutage(outage)]),
    `- now: **${ADOPT_STAGE_TEXTS[stage]}**`,
    `- documents read from TRAEDE: **${fromTraede}**`,
    `- documents of others read from the ERP: **${fromErp}**`,
    ...describeOutcomes(outcomes),
    ...(stage === 'ask' && adoptionId !== null
      ? ['', `What is in doubt: \`traede-sync adopt --list ${adoptionId}\``]
      : []),
  ].join('\n');
}

/** The outcome, for those who look at it afterwards. */
export function describeAdopted(result: AdoptResult): string {
  const { systemId, from, to, outcomes, marked, answer } = result;
  return [
    `### Adoption in ${systemId}, ${from} – ${to}`,
    '',
    `**${verdictOfAdoption(outcomes, answer)}**`,
    '',
    ...describeOutcomes(outcomes),
    ...(marked === 0 ? [] : [`- marked as exported in TRAEDE: **${marked}**`]),
    '',
    `What is in doubt: \`traede-sync adopt --list ${result.adoptionId}\``,
  ].join('\n');
}

/** The outcome in one sentence. */
export function verdictOfAdoption(
  { match, linked, doubtful }: OutcomeCounts,
  answer: AdoptResult['answer'],
): string {
  const doubts = doubtful === 0 ? 'nothing is in doubt' : `${doubtful} in doubt are left to a person`;
  switch (answer) {
    case 'link':
      return match === 0
        ? `${linked} documents linked, none posted; ${doubts}.`
        : `${linked} documents linked, none posted; ${match} could not be linked, as the ERP gave no answer: adopt again; ${doubts}.`;
    case 'leave':
      return `Nothing linked, as was said; ${match} documents agree, ${doubts}.`;
    case 'nobody':
      return `Nothing linked, as nobody said so; ${match} documents agree, ${doubts}.`;
    case null:
      return `${match} documents could be linked; ${doubts}.`;
  }
}

/** Lists, as Temporal's tables have no padding. */
function describeOutcomes(outcomes: OutcomeCounts): readonly string[] {
  return ADOPTION_OUTCOMES.filter((name) => outcomes[name] > 0).map(
    (name) => `- ${OUTCOME_TEXTS[name]}: **${outcomes[name]}**`,
  );
}
