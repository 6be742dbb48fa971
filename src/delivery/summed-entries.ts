import { groupKey, groupOf, partsThatFit, sumPosting } from '../accounting/entry-sums';
import { sumReference, type ExternalReference, type SystemId } from '../document';
import { heldEntries } from './entries-held';
import type { Flow } from './delivery';
import { idOf, type Candidate } from './examine';
import { entriesAmong, findEntries, type Entry } from './find-entries';
import type { DeliverOptions, Protocol } from './protocol-parts';
import type { Sending } from './sending';
import type { Way } from './way';

/** First part of the name of the turn in which sums of one system are looked up and posted. */
const TURN = 'accounting entry sums of';

/**
 * How accounting entries go out: one by one, or summed. Sums of one system are made by one worker at a time, so that two do
 * not choose the same number; where a foreign writer does, what the ERP then shows under the number decides.
 */
export function wayOfEntries(protocol: Protocol, flow: Flow, options: DeliverOptions): Way {
  const areSummed = protocol.entries === 'daily-sums';
  return {
    async lookUp(lease, candidates) {
      const entries = entriesAmong(candidates);
      if (areSummed && entries.length > 0) await lease.awaitTurn(`${TURN} ${flow.systemId}`, options.signal);
      const receipts = await findEntries(protocol, flow, entries, options);
      return { held: await heldEntries(protocol, flow, entries, receipts), taken: new Set(receipts.keys()) };
    },
    async sendings(absent, taken) {
      if (!areSummed)
        return absent.map((candidate) => ({ posting: candidate.posting, members: [candidate] }));
      const sums = sumsOf(flow.systemId, entriesAmong(absent), taken);
      await protocol.record.noteSums(flow, sums.flatMap(membership));
      return sums;
    },
    async readBack(posted) {
      if (posted.length === 0) return new Map();
      const receipts = await protocol.erp.find(
        posted.map(({ posting }) => posting.reference),
        options,
      );
      return heldEntries(protocol, flow, entriesAmong(posted.flatMap(({ members }) => members)), receipts);
    },
  };
}

function membership({ posting, members }: Sending) {
  return members.map((member: Candidate) => ({ documentId: idOf(member), reference: posting.reference }));
}

/** Sums of what is left of each group, under the first numbers that the ERP does not hold. */
function sumsOf(
  systemId: SystemId,
  entries: readonly Entry[],
  taken: ReadonlySet<ExternalReference>,
): readonly Sending[] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = groupKey(groupOf(entry.posting));
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()].flatMap((group) => sumsOfGroup(systemId, group, taken));
}

function sumsOfGroup(
  systemId: SystemId,
  entries: readonly Entry[],
  taken: ReadonlySet<ExternalReference>,
): readonly Sending[] {
  const members = entries.map((entry) => ({
    documentId: idOf(entry),
    amount: entry.posting.amount,
    entry,
  }));
  let number = 0;
  return partsThatFit(members).flatMap((part) => {
    const [first] = part;
    if (first === undefined) return [];
    const group = { systemId, ...groupOf(first.entry.posting) };
    do number += 1;
    while (taken.has(sumReference({ ...group, number })));
    return [{ posting: sumPosting({ ...group, number }, part), members: part.map(({ entry }) => entry) }];
  });
}
