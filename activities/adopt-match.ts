import { NO_OUTCOMES, type OutcomeCounts } from '../src/adoption/doubts';
import { judge } from '../src/adoption/judge';
import type { DocumentToJudge, JudgedDocument } from '../src/delivery/adoption';
import { BEFORE_ALL } from '../src/delivery/reconciliation';
import { externalReference, type SystemId } from '../src/document';
import type { ErpAdapter, Receipt } from '../src/erp/adapter';
import type { AdoptCursor } from '../workflows/adopt-messages';
import { adoptionOf, type AdoptContext } from './adopt-context';
import { guarded } from './failures';
import { whileHeartbeating } from './heartbeat';

export interface MatchInput {
  readonly adoptionId: number;
  readonly systemId: SystemId;
  /** Absent at the beginning. */
  readonly after?: AdoptCursor;
}

export interface Matched {
  readonly outcomes: OutcomeCounts;
  /** Where to go on; null at the end. */
  readonly next: AdoptCursor | null;
}

const MATCHED_PER_ACTIVITY = 2_000;
/** Documents in memory at a time, without their contents; as many are looked up in the ERP by one call. */
const MATCHED_AT_ONCE = 100;

/** Says of each document of the period whether it stands in the ERP, a few pages of them at a time. */
export function createMatchDocuments(context: AdoptContext) {
  return async function matchDocuments({ adoptionId, systemId, after: begin }: MatchInput): Promise<Matched> {
    return guarded('comparing', () =>
      whileHeartbeating('comparing', async (signal) => {
        const { erp } = adoptionOf(context, systemId);
        let after = begin?.kind === 'document' ? begin : undefined;
        let outcomes = NO_OUTCOMES;
        for (let matched = 0; matched < MATCHED_PER_ACTIVITY; matched += MATCHED_AT_ONCE) {
          const page = await context.adoptions.documentsToJudge(
            adoptionId,
            after ?? BEFORE_ALL,
            MATCHED_AT_ONCE,
          );
          const last = page.at(-1);
          if (last === undefined) return { outcomes, next: null };
          const judged = await judgeAll(erp, systemId, page, signal);
          await context.adoptions.recordJudged(adoptionId, judged);
          outcomes = judged.reduce(
            (counts, { outcome }) => ({ ...counts, [outcome]: counts[outcome] + 1 }),
            outcomes,
          );
          after = { kind: 'document', documentType: last.documentType, documentId: last.documentId };
        }
        return { outcomes, next: after ?? null };
      }),
    );
  };
}

async function judgeAll(
  erp: ErpAdapter,
  systemId: SystemId,
  page: readonly DocumentToJudge[],
  signal: AbortSignal,
): Promise<readonly JudgedDocument[]> {
  const open = page.filter(({ record }) => record !== 'known' && record !== 'adopted');
  const references = open.map((document) => externalReference({ systemId, ...document }));
  const held = references.length === 0 ? new Map<string, Receipt>() : await erp.find(references, { signal });
  return page.map((document) => judgeOne(document, held.get(externalReference({ systemId, ...document }))));
}

function judgeOne(document: DocumentToJudge, held: Receipt | undefined): JudgedDocument {
  const { documentType, documentId, record } = document;
  const judged = (
    outcome: JudgedDocument['outcome'],
    more: Partial<JudgedDocument> = {},
  ): JudgedDocument => ({
    ...{ documentType, documentId, outcome, doubt: null, erp: null },
    ...more,
  });
  if (record === 'known') return judged('known');
  if (record === 'adopted') return judged('linked-before');
  if (held !== undefined) {
    // An adoption was broken off between the ERP and our record: it is ended by the linking.
    const erp = { ...held, kind: document.kind, net: held.net, total: held.total };
    return record === 'begun' ? judged('match', { erp: withSize(erp) }) : judged('linked-before');
  }
  const judgement = judge(document, document);
  switch (judgement.kind) {
    case 'not-found':
      return judged('not-found');
    case 'match':
      return judged('match', { erp: erpOf(judgement.candidate) });
    case 'doubtful':
      return judged('doubtful', { doubt: judgement.doubt, erp: erpOf(judgement.candidate) });
  }
}

type ErpShare = NonNullable<JudgedDocument['erp']>;

function erpOf({ kind, erpId, number, booked }: DocumentToJudge['exact'][number]): ErpShare {
  const { date, currency, net, tax, total } = booked;
  return { kind, erpId, number, date, currency, net, tax, total };
}

function withSize(erp: ErpShare): ErpShare {
  return erp.kind === 'journal-entry' ? { ...erp, net: erp.net.abs(), total: erp.total.abs() } : erp;
}
