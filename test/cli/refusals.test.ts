import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { DocumentId, DocumentType } from '../../src/document';
import { EMAIL_DOMAIN, type FaultRule, type Mutate, type Simulator } from '../../src/simulator';
import { allCarried, answers, type Summary } from './answers';
import type { EndedCommand } from './command';
import { expectAllCarried, expectMarks, marked } from './comparison';
import { processesOn } from './processes';
import {
  APP_KEY,
  openSandbox,
  SYSTEM_ID,
  TEST_TIMEOUT_MS,
  textBelow,
  TOKEN,
  type RunOptions,
  type Sandbox,
} from './sandbox';

const COUNTS = { invoice: 12, 'credit-note': 3, 'accounting-entry': 9 };
const UP_ONCE = ['up', '--once', '--json'];
/** An address that no other data holds, to be found wherever it leaks to. */
const CANARY = `kim.canary@${EMAIL_DOMAIN}`;
/** A sync that gives up after 3 s of patience, with time for a look at how things stand before and after. */
const GIVEN_UP_WITHIN_MS = 20_000;

describe('what cannot go on', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = openSandbox();
  });
  afterEach(() => sandbox.close());

  /** Runs, and sees to it that nothing secret or personal is told and nothing is left running. */
  async function runOnce(options: RunOptions, more: readonly string[] = []): Promise<EndedCommand> {
    const run = await sandbox.run([...UP_ONCE, ...more], options);
    const told = [run.stdout, run.stderr, textBelow(sandbox.path('data', 'logs'))].join('\n');
    for (const secret of [TOKEN, APP_KEY, EMAIL_DOMAIN]) expect(told).not.toContain(secret);
    const temporal = textBelow(sandbox.path('data', 'temporal'));
    for (const secret of [TOKEN, APP_KEY, EMAIL_DOMAIN]) expect(temporal).not.toContain(secret);
    expect(processesOn(sandbox.root)).toEqual([]);
    return run;
  }

  /** Every type ended with an error that says what to do, and neither the ERP nor TRAEDE knows of any document. */
  async function expectNothingDone(run: EndedCommand, advice: RegExp, options: RunOptions): Promise<void> {
    expect(run.exitCode).toBe(1);
    // Where there is no summary, the messages tell why.
    expect(run.stdout === '' ? run.stderr : '').toBe('');
    const summary = answers.summary(run.stdout);
    expect(summary).toMatchObject({ ok: false, exitCode: 1 });
    for (const type of ['invoice', 'accounting-entry'] as const) {
      expect(summary.types[type]).toMatchObject({ delivered: 0, exported: 0 });
      expect(summary.types[type].error).toMatch(advice);
    }
    expect(run.stderr).toMatch(advice);
    expect(await sandbox.erpList(options)).toEqual([]);
  }

  it(
    'a configuration that cannot be read, also in the words of --json',
    async () => {
      writeFileSync(
        sandbox.path('sync.config.yaml'),
        'systems: { a-system: { schedules: { invoice: often } } }',
      );
      const run = await sandbox.run(UP_ONCE);
      expect(run.exitCode).toBe(1);
      expect(JSON.parse(run.stdout)).toMatchObject({
        ok: false,
        exitCode: 1,
        error: expect.stringContaining('invoice') as unknown,
      });
      expect(run.stderr).toContain('invoice');
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'a database that is not there',
    async () => {
      const environment = { DATABASE_URL: `postgres://sync@127.0.0.1:${await closedPort()}/sync` };
      const run = await sandbox.run(UP_ONCE, { environment });
      expect(run.exitCode).toBe(1);
      expect(run.stderr).toMatch(/the database gives no answer.*Start PostgreSQL, or correct/s);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'a token that TRAEDE refuses',
    async () => {
      const simulator = await sandbox.simulator({ counts: COUNTS, token: 'another-token' });
      const options = { traede: { url: simulator.url } };
      const run = await runOnce(options);
      await expectNothingDone(run, /401.*Check both in the configuration/s, options);
      expect(marked(simulator, SYSTEM_ID)).toBe(0);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'a TRAEDE that is not there',
    async () => {
      const options = { traede: { url: `http://127.0.0.1:${await closedPort()}` } };
      const run = await runOnce(options, ['--patience', '3s']);
      await expectNothingDone(
        run,
        /ECONNREFUSED.*check TRAEDE's status, the base URL and the network/s,
        options,
      );
      expect(answers.summary(run.stdout).durationMs).toBeLessThan(GIVEN_UP_WITHIN_MS);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'a TRAEDE that never answers',
    async () => {
      const simulator = await sandbox.simulator({
        counts: COUNTS,
        faults: [{ kind: 'slow', delayMs: 600_000 }],
      });
      const options = { traede: simulator };
      const run = await runOnce(options, ['--patience', '3s']);
      await expectNothingDone(run, /run again when it is back/, options);
      expect(answers.summary(run.stdout).durationMs).toBeLessThan(GIVEN_UP_WITHIN_MS);
      expect(marked(simulator, SYSTEM_ID)).toBe(0);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'an export that TRAEDE refuses with 422',
    async () => {
      const refusal: FaultRule = {
        kind: 'validation',
        route: 'export',
        detail: `the system_id is not known, ask ${CANARY}`,
      };
      const simulator = await sandbox.simulator({ counts: COUNTS, faults: [refusal] });
      const run = await runOnce({ traede: simulator });
      await expectNothingDone(run, /422.*the system_id is not known.*Mend what it names/s, {
        traede: simulator,
      });
      expect(marked(simulator, SYSTEM_ID)).toBe(0);
    },
    TEST_TIMEOUT_MS,
  );

  /** One invoice is changed on its way; all other documents must come through. */
  async function runWithBadInvoice(
    change: (invoice: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
  ) {
    const simulator = await sandbox.simulator({ counts: COUNTS });
    const badId = uncreditedInvoice(simulator);
    simulator.setBehaviour({ mutate: changing('invoice', badId, change) });
    const run = await runOnce({ traede: simulator });
    const summary = answers.summary(run.stdout);
    expect(summary.exitCode).toBe(run.exitCode);
    expect(summary.types['credit-note']).toEqual(allCarried(3));
    expect(summary.types['accounting-entry']).toEqual(allCarried(9));
    const listed = await sandbox.erpList({ traede: simulator });
    const reference = `traede:${SYSTEM_ID}:invoice:${badId}`;
    return { simulator, run, summary, listed, badId, except: [reference] };
  }

  it.each([
    ['an amount that is none', { total_price_after_vat: CANARY }, 'malformed-document'],
    ['no currency', { currency: null }, 'malformed-document'],
    ['a total that does not add up', { total_price_after_vat: 123_456.78 }, 'totals-do-not-add-up'],
  ])(
    'an invoice with %s: it waits, the others come through',
    async (_, change, code) => {
      const { simulator, run, summary, listed, badId, except } = await runWithBadInvoice((invoice) => ({
        ...invoice,
        ...change,
      }));
      expect(run.exitCode).toBe(2);
      expect(summary.types.invoice).toEqual({ ...allCarried(11), fetched: 12, attention: 1 });
      expectProblem(summary, 'invoice', code, badId);
      expectAllCarried(simulator, listed, { systemId: SYSTEM_ID, except });
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'an invoice without id: it is told of, the others come through',
    async () => {
      const { simulator, run, summary, listed, except } = await runWithBadInvoice((invoice) =>
        Object.fromEntries(Object.entries(invoice).filter(([key]) => key !== 'id')),
      );
      expect([1, 2]).toContain(run.exitCode);
      expect(summary.ok).toBe(false);
      expect(summary.types.invoice).toMatchObject({ delivered: 11, exported: 11 });
      expect(`${run.stderr}${summary.types.invoice.error ?? ''}`).toMatch(/without (an )?id|\bid\b/);
      expectAllCarried(simulator, listed, { systemId: SYSTEM_ID, except });
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'an invoice that TRAEDE refuses to mark: it is in the ERP, and waits',
    async () => {
      const unknownId = 999_001;
      const { simulator, run, summary, listed } = await runWithBadInvoice((invoice) => ({
        ...invoice,
        id: unknownId,
      }));
      expect(run.exitCode).toBe(2);
      expect(summary.types.invoice).toEqual({ ...allCarried(12), exported: 11, attention: 1 });
      expectProblem(summary, 'invoice', 'mark-refused', unknownId);
      expect(listed.filter(({ documentId }) => documentId === unknownId)).toHaveLength(1);
      const asMarked = listed.filter(({ documentId }) => documentId !== unknownId);
      expect(asMarked).toHaveLength(23);
      expectMarks(simulator, asMarked, { systemId: SYSTEM_ID });
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'a draft that slipped in: it is left alone',
    async () => {
      const { simulator, run, summary, listed, except } = await runWithBadInvoice((invoice) => ({
        ...invoice,
        status: 'draft',
        invoice_number: null,
      }));
      expect(run.exitCode).toBe(0);
      expect(summary.types.invoice).toMatchObject({ delivered: 11, exported: 11, attention: 0, failed: 0 });
      expectAllCarried(simulator, listed, { systemId: SYSTEM_ID, except });
    },
    TEST_TIMEOUT_MS,
  );
});

/** A booked invoice that no credit note follows: nothing else is held up by it. */
function uncreditedInvoice(simulator: Simulator): DocumentId {
  const credited = simulator.documents('credit-note').map((creditNote) => creditNote.order_invoice_id);
  const invoice = simulator.documents('invoice').findLast(({ id }) => !credited.includes(id));
  if (invoice === undefined) throw new Error('every invoice is credited; choose other volumes');
  return invoice.id;
}

function changing(
  type: DocumentType,
  id: DocumentId,
  change: (document: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
): Mutate {
  return (documentType, document) =>
    documentType === type && document['id'] === id ? change(document) : document;
}

function expectProblem(summary: Summary, documentType: DocumentType, code: string, id: DocumentId): void {
  expect(summary.problems).toMatchObject([{ documentType, code, count: 1, documentIds: [id] }]);
  for (const { message, remedy } of summary.problems) {
    expect(message).not.toBe('');
    expect(remedy).toMatch(/resync|then/);
  }
}

/** A port that was free a moment ago. */
function closedPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.listen({ host: '127.0.0.1', port: 0 }, () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port'));
        else resolve(address.port);
      });
    });
  });
}
