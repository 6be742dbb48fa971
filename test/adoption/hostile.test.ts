import { createFetchPage } from '../../activities/fetch-page';
import { createImportDocuments } from '../../activities/import-documents';
import { DOCUMENT_TYPES } from '../../src/document';
import type { ErpAdapter } from '../../src/erp/adapter';
import type { LinkOutcome } from '../../src/erp/adoption';
import { adoptProgressQuery, leaveSignal, linkSignal } from '../../workflows/adopt-messages';
import { createScriptedErp } from '../support/scripted-erp';
import { containing } from '../erp/ledger/matchers';
import { bookByHand } from '../erp/ledger/by-hand';
import { perform } from '../activities/stage';
import { openBooks, SYSTEM_ID, type Books, type BooksOptions } from '../reconciliation/books';
import { eventually, START_TIMEOUT_MS } from '../support/temporal';
import { keepHistory } from '../workflows/recorded-history';
import { adoptOn, startAdoption } from './adopt';
import { asEntered, readTraede } from './by-hand';

const COUNTS = { invoice: 12, 'credit-note': 4, 'accounting-entry': 8 };
const ALL = 24;
const TEST_TIMEOUT_MS = 240_000;
/** So short that a test may wait for it. */
const SETTLE_TIME_MS = 300;

/** What may happen to the `call`-th link; the ERP's own answer by default. */
type Meddle = (call: number, link: () => Promise<LinkOutcome>) => Promise<LinkOutcome>;

let books: Books | undefined;
afterEach(async () => {
  await books?.close();
  books = undefined;
});

/** TRAEDE's documents, all of them entered in the ledger by hand. */
async function openEntered(given: Partial<BooksOptions> = {}): Promise<Books> {
  const opened = await openBooks({ counts: COUNTS, ...given });
  books = opened;
  for (const document of await readTraede(opened)) {
    await bookByHand(opened.database.pool, asEntered(document));
  }
  return opened;
}

function meddling(meddle: Meddle): Pick<BooksOptions, 'wrapErp'> {
  let calls = 0;
  return {
    wrapErp(erp): ErpAdapter {
      const { adoption } = erp;
      if (adoption === undefined) throw new Error('it adopts nothing');
      return {
        ...erp,
        capabilities: { ...erp.capabilities, settleTimeMs: SETTLE_TIME_MS },
        adoption: {
          ...adoption,
          link: (...parameters) => meddle((calls += 1), () => adoption.link(...parameters)),
        },
      };
    },
  };
}

async function documentsInErp({ database }: Books): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(
    'select count(*)::int as count from ledger.documents',
  );
  return rows[0]?.count ?? 0;
}

/** One look through the lists, as a run does: what is held is left for the next one. */
async function syncOnce({ context }: Books): Promise<void> {
  for (const documentType of DOCUMENT_TYPES) {
    const flow = { systemId: SYSTEM_ID, documentType };
    const { toImport } = await perform(createFetchPage(context), { ...flow, page: 0, limit: 60 });
    await perform(createImportDocuments(context), { ...flow, documentIds: toImport });
  }
}

const UNCERTAIN: LinkOutcome = { kind: 'uncertain', reason: 'time-out' };

it(
  'waits for a word, links nothing when told to leave, and links when told to',
  async () => {
    const opened = await openEntered();
    const left = await startAdoption(opened);
    await eventually('it asks', async () => (await left.query(adoptProgressQuery)).stage === 'ask', 60_000);
    await left.signal(leaveSignal);
    expect(await left.result()).toMatchObject({ answer: 'leave', outcomes: { match: ALL, linked: 0 } });
    await keepHistory('adopt-left', left);
    const { rows } = await opened.database.pool.query('select from delivery.deliveries');
    expect(rows).toEqual([]);
    const linked = await startAdoption(opened);
    await eventually('it asks', async () => (await linked.query(adoptProgressQuery)).stage === 'ask', 60_000);
    await linked.signal(linkSignal, { by: 'Kim' });
    expect(await linked.result()).toMatchObject({ answer: 'link', outcomes: { match: 0, linked: ALL } });
    await keepHistory('adopt', linked);
    expect(await documentsInErp(opened)).toBe(ALL);
  },
  START_TIMEOUT_MS + TEST_TIMEOUT_MS,
);

it(
  'links each document once when answers are lost, before or after the ERP has acted',
  async () => {
    const opened = await openEntered(
      meddling(async (call, link) => {
        if (call % 3 === 0) return UNCERTAIN;
        const outcome = await link();
        return call % 5 === 0 ? UNCERTAIN : outcome;
      }),
    );
    const handle = await startAdoption(opened, { confirmed: true });
    expect(await handle.result()).toMatchObject({ outcomes: { match: 0, linked: ALL, doubtful: 0 } });
    await keepHistory('adopt-uncertain', handle);
    await opened.sync();
    expect(await documentsInErp(opened)).toBe(ALL);
    expect((await opened.reconcile()).classes).toMatchObject({ agrees: ALL });
  },
  START_TIMEOUT_MS + TEST_TIMEOUT_MS,
);

it(
  'goes on after it died in the middle, and until then no sync posts what was about to be linked',
  async () => {
    let dies = true;
    const opened = await openEntered(
      meddling(async (call, link) => {
        const outcome = await link();
        if (dies && call >= 4) throw new Error('the worker died');
        return outcome;
      }),
    );
    await expect(adoptOn(opened, { confirmed: true })).rejects.toThrow();
    await syncOnce(opened);
    expect(await documentsInErp(opened)).toBe(ALL);
    dies = false;
    const again = await adoptOn(opened, { confirmed: true });
    expect(again.outcomes).toMatchObject({ match: 0, doubtful: 0, known: 0, 'not-found': 0 });
    expect(again.outcomes.linked + again.outcomes['linked-before']).toBe(ALL);
    await opened.sync();
    expect(await documentsInErp(opened)).toBe(ALL);
    expect((await opened.reconcile()).classes).toMatchObject({ agrees: ALL });
  },
  START_TIMEOUT_MS + TEST_TIMEOUT_MS,
);

it(
  'lists what was changed in the ERP after it was compared, and links the rest',
  async () => {
    const opened = await openEntered();
    const handle = await startAdoption(opened);
    await eventually('it asks', async () => (await handle.query(adoptProgressQuery)).stage === 'ask', 60_000);
    const client = await opened.database.pool.connect();
    await client.query('set session_replication_role = replica');
    await client.query(
      `update ledger.documents set net = net + 1, total = total + 1
       where id in (select id from ledger.documents where kind = 'invoice' order by id limit 2)`,
    );
    await client.query('set session_replication_role = default');
    client.release();
    await handle.signal(linkSignal);
    expect(await handle.result()).toMatchObject({ outcomes: { match: 0, linked: ALL - 2, doubtful: 2 } });
    const before = await documentsInErp(opened);
    await opened.sync();
    expect(await documentsInErp(opened)).toBe(before);
  },
  START_TIMEOUT_MS + TEST_TIMEOUT_MS,
);

it(
  'is refused in a sentence where the adapter has no such thing',
  async () => {
    const opened = await openBooks({ counts: COUNTS, wrapErp: () => createScriptedErp() });
    books = opened;
    const attempt = adoptOn(opened, { confirmed: true });
    await expect(attempt).rejects.toMatchObject({ cause: { message: containing('mark-exported') } });
  },
  START_TIMEOUT_MS + TEST_TIMEOUT_MS,
);
