import type { Pool } from 'pg';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { NO_GO_LIVE } from '../../src/accounting/go-live';
import { toPosting } from '../../src/accounting/to-posting';
import { connectLedger, ensureLedgerChart } from '../../src/cli/open-ledger';
import { toRules } from '../../src/config/accounting-file';
import { configFileSchema } from '../../src/config/schema';
import type { ErpAdapter } from '../../src/erp/adapter';
import { keyOf } from '../accounting/documents';
import { createLedgerDatabase, posted, type LedgerDatabase } from '../erp/ledger/ledger-database';
import { EXAMPLES, type BookkeepingExample } from './bookkeeping-examples';
import { fencedBlocks } from './commands';
import { readPage } from './pages';
import { sectionsOf, tableOf } from './tables';

const PAGE = readPage('docs/accounting.md').text;
const SECTIONS = sectionsOf(PAGE);

const CONFIG = configFileSchema.parse(
  parseYaml(fencedBlocks(PAGE).find(({ language }) => language === 'yaml')?.text ?? ''),
);
const SYSTEM = CONFIG.systems['acme'];
const RULES = toRules(SYSTEM?.accounting, {
  homeCountry: CONFIG.company.country,
  timeZone: CONFIG.company.timeZone,
  goLive: NO_GO_LIVE,
});

describe('docs/accounting.md', () => {
  let database: LedgerDatabase;
  let ledger: ErpAdapter;
  beforeAll(async () => {
    database = await createLedgerDatabase();
    if (SYSTEM?.erp.adapter !== 'ledger') throw new Error('the page configures no ledger');
    await ensureLedgerChart(SYSTEM.erp, database.pool);
    ledger = connectLedger(SYSTEM.erp, database.pool, {
      accounts: [],
      taxCodes: [],
      currencies: [],
      unlinkedCreditNotes: 'reject',
    });
  });
  afterAll(() => database.drop());

  // One after the other: the credit note is taken because its invoice is there.
  it.each(EXAMPLES)('$heading: shows what the ledger books', async ({ heading, document }) => {
    const booked = await book({ heading, document }, ledger, database.pool);
    expect(tableOf(SECTIONS.get(heading) ?? '')).toEqual(booked);
  });

  it('shows nothing else', () => {
    const shown = [...SECTIONS].filter(([, text]) => /^\| account/m.test(text)).map(([heading]) => heading);
    expect(shown).toEqual(EXAMPLES.map(({ heading }) => heading));
  });
});

/** Books an example, and @returns its entry as the page shows it. */
async function book(
  { document }: BookkeepingExample,
  ledger: ErpAdapter,
  pool: Pool,
): Promise<readonly (readonly string[])[]> {
  const mapped = toPosting(document, keyOf(document), RULES);
  if (!mapped.ok) throw new Error(mapped.problem.message);
  const { number, currency } = posted(await ledger.post(mapped.posting));
  const { rows } = await pool.query(ENTRY_LINES_SQL, [number]);
  return entryLinesSchema
    .parse(rows)
    .map(({ account, name, debit, credit, code }) => [account, name, debit, credit, code, currency]);
}

const entryLinesSchema = z.array(
  z.object({
    account: z.string(),
    name: z.string(),
    debit: z.string(),
    credit: z.string(),
    code: z.string(),
  }),
);

/** As a bookkeeper writes them: the side that is not used stays empty. */
const ENTRY_LINES_SQL = `
  select l.account, a.name, case when l.debit > 0 then l.debit::text else '' end as debit,
    case when l.credit > 0 then l.credit::text else '' end as credit, coalesce(l.tax_code, '') as code
  from ledger.entry_lines l
  join ledger.documents d on d.entry_id = l.entry_id
  join ledger.accounts a on a.number = l.account
  where d.number = $1
  order by l.line_number`;
