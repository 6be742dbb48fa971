import type { PostOutcome } from '../../../src/erp/adapter';
import {
  countDocuments,
  createLedgerDatabase,
  posted,
  rejectedCode,
  type LedgerDatabase,
} from './ledger-database';
import { day, invoice, invoiceReference, journalEntry } from './postings';

let database: LedgerDatabase;
beforeEach(async () => {
  database = await createLedgerDatabase();
});
afterEach(() => database.drop());

function numbersOf(outcomes: readonly PostOutcome[]): string[] {
  return outcomes.map((outcome) => posted(outcome).number).sort();
}

function expectedNumbers(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${String(index + 1).padStart(5, '0')}`);
}

describe('a reference', () => {
  it('makes one document, however often it is posted', async () => {
    const ledger = database.ledger();
    const first = posted(await ledger.post(invoice(1)));
    const again = posted(await ledger.post(invoice(1, { lines: [{ net: '1.00', tax: '0.25' }] })));
    expect(again).toEqual(first);
    expect(await countDocuments(database.pool)).toBe(1);
  });

  it('makes one document when two writers post it at the same instant', async () => {
    const writers = [database.ledger(), database.ledger()];
    for (let id = 1; id <= 50; id += 1) {
      const [one, other] = await Promise.all(writers.map((ledger) => ledger.post(invoice(id))));
      expect(one?.kind).toBe('posted');
      expect(one).toEqual(other);
    }
    expect(await countDocuments(database.pool)).toBe(50);
  });

  it('makes one document when sixteen writers post it, each dated into another year', async () => {
    const ledger = database.ledger();
    const outcomes = await Promise.all(
      Array.from({ length: 16 }, (_, index) =>
        ledger.post(invoice(1, { date: day(`${2010 + index}-01-01`) })),
      ),
    );
    expect(new Set(outcomes.map((outcome) => posted(outcome).number)).size).toBe(1);
    expect(await countDocuments(database.pool)).toBe(1);
    const { rows } = await database.pool.query('select from ledger.counters');
    expect(rows).toHaveLength(1);
  });

  it('is held by its constraint even against a writer that takes no lock', async () => {
    posted(await database.ledger().post(invoice(1)));
    const client = await database.pool.connect();
    await client.query('begin');
    const { rows } = await client.query<{ id: string }>(
      `insert into ledger.entries (journal, date, currency, text) values ('general', '2026-11-20', 'DKK', '') returning id`,
    );
    await client.query(
      `insert into ledger.entry_lines (entry_id, line_number, account, debit, credit, text)
       values ($1, 1, '1010', 5, 0, ''), ($1, 2, '5600', 0, 5, '')`,
      [rows[0]?.id],
    );
    await client.query(
      `insert into ledger.documents (entry_id, external_reference, number, kind, date, currency, net, tax, total, text)
       values ($1, 'traede:acme:invoice:2', 'BY-HAND', 'journal-entry', '2026-11-20', 'DKK', 5, 0, 5, '')`,
      [rows[0]?.id],
    );
    const posting = database.ledger().post(invoice(2));
    await waitForBlockedPosting();
    await client.query('commit');
    client.release();
    expect(posted(await posting).number).toBe('BY-HAND');
    expect(await countDocuments(database.pool)).toBe(2);
  });

  async function waitForBlockedPosting(): Promise<void> {
    for (;;) {
      const { rows } = await database.pool.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      if (rows.length > 0) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
});

describe('numbers', () => {
  it('have no gap under eight writers', async () => {
    const ledger = database.ledger();
    const ids = Array.from({ length: 200 }, (_, index) => index + 1);
    const outcomes: PostOutcome[] = [];
    const writer = async () => {
      for (let id = ids.shift(); id !== undefined; id = ids.shift())
        outcomes.push(await ledger.post(invoice(id)));
    };
    await Promise.all(Array.from({ length: 8 }, writer));
    expect(numbersOf(outcomes)).toEqual(expectedNumbers('INV-2026-', 200));
  });

  it('have no gap after rejected postings', async () => {
    const ledger = database.ledger();
    const unbalanced = journalEntry(2, { lines: journalEntry(2).lines.slice(0, 1) });
    const outcomes = [
      await ledger.post(journalEntry(1)),
      await ledger.post(unbalanced),
      await ledger.post(journalEntry(3)),
    ];
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['posted', 'rejected', 'posted']);
    expect(numbersOf(outcomes.filter(({ kind }) => kind === 'posted'))).toEqual(
      expectedNumbers('JE-2026-', 2),
    );
  });

  it('have no gap after a posting that failed with its number already taken', async () => {
    // Refuses the documents with an odd id at the very end of their transaction.
    await database.pool.query(`
      create function refuse_odd() returns trigger language plpgsql as $$
      begin
        if new.document_number::integer % 2 = 1 then raise check_violation using constraint = 'odd'; end if;
        return null;
      end $$;
      create constraint trigger odd after insert on ledger.documents
        deferrable initially deferred for each row execute function refuse_odd();`);
    const ledger = database.ledger();
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, index) => ledger.post(invoice(index + 1))),
    );
    const accepted = outcomes.filter(({ kind }) => kind === 'posted');
    expect(numbersOf(accepted)).toEqual(expectedNumbers('INV-2026-', 20));
    const refused = outcomes.filter(({ kind }) => kind !== 'posted');
    expect(refused.map(rejectedCode)).toEqual(Array.from({ length: 20 }, () => 'erp-rejected'));
    expect((await ledger.find([invoiceReference(1)])).size).toBe(0);
  });
});
