import { writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { DOCUMENT_TYPES } from '../../src/document';
import type { Simulator } from '../../src/simulator';
import { eventually } from '../support/temporal';
import { allCarried, answers } from './answers';
import type { RunningCommand } from './command';
import { expectAllCarried } from './comparison';
import { processesOn } from './processes';
import { openSandbox, SYSTEM_ID, TEST_TIMEOUT_MS, type RunOptions, type Sandbox } from './sandbox';

const COUNTS = { invoice: 8, 'credit-note': 2, 'accounting-entry': 6 };
const CONFIG = `systems:
  ${SYSTEM_ID}:
    schedules:
      invoice: { every: 5s, jitter: 1s }
      credit-note: { every: 5s, jitter: 1s }
      # Beyond the test: what comes in, came by command.
      accounting-entry: { every: 1d }
`;
/** A start, an interval, jitter and a run, on a busy machine. */
const ARRIVAL_TIMEOUT_MS = 40_000;

describe('traede-sync up', () => {
  let sandbox: Sandbox;
  let traede: Simulator;
  let up: RunningCommand;
  let options: RunOptions;
  let config: string;

  beforeAll(async () => {
    sandbox = openSandbox();
    config = sandbox.path('sync.yaml');
    writeFileSync(config, CONFIG);
    traede = await sandbox.simulator({ counts: COUNTS });
    options = { traede };
    up = sandbox.start(['up', '--config', config], { ...options, timeoutMs: TEST_TIMEOUT_MS });
    await eventually(
      'up says that it stays',
      () => up.stderr().includes('Ctrl-C ends it') || up.hasEnded(),
      ARRIVAL_TIMEOUT_MS,
    );
  }, TEST_TIMEOUT_MS);
  afterAll(() => sandbox.close());

  /** Runs another command beside it, on the same folder and configuration. */
  async function beside(...args: readonly string[]): Promise<{ stdout: string; exitCode: number | null }> {
    expect(up.hasEnded()).toBe(false);
    return sandbox.run([...args, '--json', '--config', config], options);
  }

  const isMarked = (id: number, type: 'invoice' | 'credit-note' = 'invoice'): boolean =>
    traede.marks(SYSTEM_ID, type).has(id);

  it(
    'carries at once what is there, and shows its schedules',
    async () => {
      expectAllCarried(traede, await sandbox.erpList(options), { systemId: SYSTEM_ID });
      const { stdout, exitCode } = await beside('schedules');
      const shown = answers.schedules(stdout);
      expect(shown.schedules.map(({ scheduleId }) => scheduleId)).toEqual([
        ...DOCUMENT_TYPES.map((type) => `sync:${SYSTEM_ID}:${type}`),
        `reconcile:${SYSTEM_ID}`,
        'purge',
      ]);
      expect(shown.schedules.map(({ everyMs }) => everyMs)).toEqual([
        ...[5_000, 5_000, 86_400_000, null],
        86_400_000,
      ]);
      expect(shown.schedules.at(3)).toMatchObject({ cron: '0 3 * * *' });
      for (const { exists, paused, nextRunAt } of shown.schedules) {
        expect(exists).toBe(true);
        expect(paused).toBe(false);
        expect(nextRunAt).not.toBeNull();
      }
      expect(shown.temporalUi).toMatch(/^http:\/\/localhost:\d+\/.*schedules$/);
      expect(exitCode).toBe(0);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'is healthy on this machine, and on no other',
    async () => {
      const here = await beside('health');
      expect(JSON.parse(here.stdout)).toMatchObject({ ok: true, host: hostname() });
      expect(here.exitCode).toBe(0);
      const elsewhere = await beside('health', '--host', 'another-machine');
      expect(JSON.parse(elsewhere.stdout)).toMatchObject({ ok: false, lastSeenAt: null });
      expect(elsewhere.exitCode).toBe(1);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'is well, says the doctor: nothing failed, and all that is embedded was looked at',
    async () => {
      const { stdout, exitCode } = await beside('doctor');
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ ok: true, counts: { failed: 0, 'not-looked-at': 0 } });
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'carries new documents by schedule',
    async () => {
      const invoices = traede.create('invoice', 2);
      const creditNotes = traede.create('credit-note', 1);
      await eventually(
        'the new documents are marked',
        () => invoices.every((id) => isMarked(id)) && creditNotes.every((id) => isMarked(id, 'credit-note')),
        ARRIVAL_TIMEOUT_MS,
      );
      expectAllCarried(traede, await sandbox.erpList(options), { systemId: SYSTEM_ID });
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'carries new documents on command, and says what it did',
    async () => {
      const entries = traede.create('accounting-entry', 3);
      const dryRun = await beside('sync', '--dry-run', 'accounting-entry');
      expect(dryRun.exitCode).toBe(0);
      expect(JSON.parse(dryRun.stdout)).toMatchObject({
        systems: { [SYSTEM_ID]: { types: { 'accounting-entry': { read: 3, toPost: 3 } } } },
      });
      const { stdout, exitCode } = await beside('sync', 'accounting-entry');
      const summary = answers.partialSummary(stdout);
      expect(summary.types).toEqual({ 'accounting-entry': allCarried(3) });
      expect(summary.ok).toBe(true);
      expect(exitCode).toBe(0);
      const marks = traede.marks(SYSTEM_ID, 'accounting-entry');
      expect(entries.filter((id) => !marks.has(id))).toEqual([]);
      expectAllCarried(traede, await sandbox.erpList(options), { systemId: SYSTEM_ID });
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'imports a document again on command without posting it twice, and shows all of it',
    async () => {
      const [invoice] = traede.documents('invoice');
      const id = String(invoice?.id);
      const resynced = await beside('resync', 'invoice', id);
      expect(answers.request(resynced.stdout)).toEqual({ documentId: invoice?.id, outcome: 'exported' });
      expect(resynced.exitCode).toBe(0);

      const listed = await sandbox.erpList(options);
      expectAllCarried(traede, listed, { systemId: SYSTEM_ID, marks: 'at-least-once' });
      const { stdout, exitCode } = await beside('document', 'show', 'invoice', id);
      const shown = answers.document(stdout);
      const inErp = listed.find(({ documentType, documentId }) => {
        return documentType === 'invoice' && documentId === invoice?.id;
      });
      expect(shown).toMatchObject({
        documentId: invoice?.id,
        state: 'exported',
        problem: null,
        receipt: { number: inErp?.number, total: inErp?.total },
      });
      expect(shown.timeline.length).toBeGreaterThan(1);
      expect(exitCode).toBe(0);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'shows what waits for a person, until it is mended',
    async () => {
      const nothing = await beside('attention');
      expect(answers.attention(nothing.stdout).systems).toEqual([{ systemId: SYSTEM_ID, problems: [] }]);
      expect(nothing.exitCode).toBe(0);

      // The simulator answers nobody in between.
      const [badId] = traede.create('invoice', 1);
      traede.setBehaviour({
        mutate: (_, document) =>
          document['id'] === badId ? { ...document, total_price_after_vat: 1 } : document,
      });
      const waiting = async () => answers.attention((await beside('attention')).stdout).systems[0]?.problems;
      await eventually(
        'the bad invoice waits',
        async () => (await waiting())?.length === 1,
        ARRIVAL_TIMEOUT_MS,
      );
      expect(await waiting()).toMatchObject([
        { documentType: 'invoice', code: 'totals-do-not-add-up', count: 1, documentIds: [badId] },
      ]);
      expect((await beside('attention')).exitCode).toBe(2);

      traede.setBehaviour({ mutate: null });
      const resynced = await beside('resync', 'invoice', String(badId));
      expect(answers.request(resynced.stdout)).toMatchObject({ outcome: 'exported' });
      expect(await waiting()).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'counts documents while it runs, and ends with Ctrl-C, leaving nothing behind',
    async () => {
      const { stdout, exitCode } = await beside('status');
      const status = answers.status(stdout);
      expect(status.running).toBe(true);
      const exported = DOCUMENT_TYPES.map((type) => status.systems[0]?.types[type].exported);
      expect(exported).toEqual(DOCUMENT_TYPES.map((type) => traede.documents(type).length));
      expect(exitCode).toBe(0);

      up.signal('SIGINT');
      const ended = await up.ended;
      expect(ended.exitCode).toBe(0);
      expect(processesOn(sandbox.root)).toEqual([]);
      const listed = await sandbox.erpList(options);
      expectAllCarried(traede, listed, { systemId: SYSTEM_ID, marks: 'at-least-once' });
    },
    TEST_TIMEOUT_MS,
  );
});
