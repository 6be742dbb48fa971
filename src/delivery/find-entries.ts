import { groupKey, groupOf } from '../accounting/entry-sums';
import type { JournalPosting } from '../accounting/posting';
import { sumReference, type ExternalReference, type SumGroup } from '../document';
import type { Receipt } from '../erp/adapter';
import type { Flow } from './delivery';
import type { Candidate } from './examine';
import type { DeliverOptions, Protocol } from './protocol-parts';

/** An accounting entry that may be posted. */
export interface Entry extends Candidate {
  readonly posting: JournalPosting;
}

export function entriesAmong(candidates: readonly Candidate[]): readonly Entry[] {
  return candidates.flatMap((candidate) =>
    candidate.posting.kind === 'journal-entry' ? [{ ...candidate, posting: candidate.posting }] : [],
  );
}

/** Numbers of one group's sums that are asked for at once. A day with more sums of one group is rare. */
export const NUMBERS_PER_LOOKUP = 8;

/**
 * All that the ERP holds where these entries can stand: under their own references, in the sums of their groups, and in the
 * sum in which each was sent last, as TRAEDE may have changed its group since. Either mode looks in all these places, as
 * the configuration may have been changed. Numbers are asked for until a whole row of them is absent, so that a sum which was
 * removed from the books hides no other.
 */
export async function findEntries(
  { erp, entries: booking }: Pick<Protocol, 'entries'> & { readonly erp: Pick<Protocol['erp'], 'find'> },
  { systemId }: Flow,
  entries: readonly Entry[],
  options: DeliverOptions,
): Promise<ReadonlyMap<ExternalReference, Receipt>> {
  const receipts = new Map<ExternalReference, Receipt>();
  if (entries.length === 0) return receipts;
  const find = async (references: readonly ExternalReference[]): Promise<void> => {
    const found = await erp.find([...new Set(references)], options);
    for (const [reference, receipt] of found) receipts.set(reference, receipt);
  };
  // Where entries go out one by one, there are hardly ever sums: the first of each group tells.
  let row = { from: 1, count: booking === 'daily-sums' ? NUMBERS_PER_LOOKUP : 1 };
  let groups = groupsOf(entries);
  const referencesOf = (group: SumGroup): readonly ExternalReference[] =>
    Array.from({ length: row.count }, (_, index) =>
      sumReference({ systemId, ...group, number: row.from + index }),
    );
  await find([...entries.flatMap(ownReferences), ...groups.flatMap(referencesOf)]);
  for (;;) {
    groups = groups.filter((group) => referencesOf(group).some((reference) => receipts.has(reference)));
    if (groups.length === 0) return receipts;
    row = { from: row.from + row.count, count: NUMBERS_PER_LOOKUP };
    await find(groups.flatMap(referencesOf));
  }
}

function ownReferences({ reference, delivery }: Entry): readonly ExternalReference[] {
  return delivery.sumReference === null ? [reference] : [reference, delivery.sumReference];
}

/** Each group once. */
function groupsOf(entries: readonly Entry[]): readonly SumGroup[] {
  const groups = entries.map(({ posting }) => groupOf(posting));
  return [...new Map(groups.map((group) => [groupKey(group), group])).values()];
}
