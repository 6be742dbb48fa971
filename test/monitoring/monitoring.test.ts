import { z } from 'zod';
import { ROWS, type PanelSpec } from '../../monitoring/panels';
import { EMAIL_DOMAIN } from '../../src/simulator';
import { scheduleId } from '../../workflows/messages';
import type { WorkerProcess } from '../faults/worker-process';
import { eventually } from '../support/temporal';
import { carried, openStage, SYSTEMS, TOKEN, triggerAll, type Stage } from './stage';

const TEST_TIMEOUT_MS = 300_000;
/** A few looks of the worker at its gauges, and the longest wait between two probes of an outage so far. */
const ALERT_TIMEOUT_MS = 150_000;
/** The simulator's half year, and today, on which what is created now is dated. */
const PERIOD = ['--from', '2026-05-01', '--to', '2026-12-31'];

/** A line of the worker's log, as far as it is looked at. */
const logLine = z.looseObject({
  msg: z.string(),
  system: z.string().optional(),
  workflowId: z.string().optional(),
  runId: z.string().optional(),
  error: z.string().optional(),
});

/** As Prometheus names them: `TraedeSyncErpAway away`. */
type FiringAlert = `${string} ${string}`;

/** What goes wrong below, and what is to be told of it; nothing else may be. */
const TROUBLES: readonly FiringAlert[] = [
  'TraedeSyncBooksDiffer books',
  'TraedeSyncDocumentsWait books invoice totals-do-not-add-up',
  'TraedeSyncErpAway away ErpUnavailable',
  'TraedeSyncFlowSilent books credit-note',
  'TraedeSyncRunsFail refused TraedeRefused',
  'TraedeSyncTokenRejected refused TraedeAccessDenied',
  'TraedeSyncTraedeAway away TraedeUnavailable',
];

/** One server start for all: the product at work, then in every trouble at once, then mended, then without a worker. */
describe('a real Prometheus beside a real worker', () => {
  let stage: Stage;
  let worker: WorkerProcess;
  let doubtful: { readonly id: number; readonly total: number };

  async function firing(): Promise<readonly FiringAlert[]> {
    const alerts = await stage.prometheus.firing();
    return alerts
      .map(
        ({
          alertname = '',
          system = '',
          document_type: type = '',
          problem = '',
          cause = '',
        }): FiringAlert => {
          const words = [system, type, problem, cause].filter((word) => word !== '');
          return `${alertname} ${words.join(' ')}`;
        },
      )
      .toSorted();
  }

  async function untilFiring(wanted: readonly FiringAlert[]): Promise<void> {
    let seen: readonly FiringAlert[] = [];
    await eventually(
      `these alerts fire: ${wanted.join(', ')}`,
      async () => {
        seen = await firing();
        return wanted.length === seen.length && wanted.every((alert) => seen.includes(alert));
      },
      ALERT_TIMEOUT_MS,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}; firing: ${seen.join(', ')}`, { cause: error });
    });
  }

  beforeAll(async () => {
    stage = await openStage();
    worker = stage.startWorker();
    await triggerAll(stage);
    for (const system of SYSTEMS) await carried(stage, system);
  }, TEST_TIMEOUT_MS);
  afterAll(() => stage.stop(), TEST_TIMEOUT_MS);

  it(
    'says nothing while all is well',
    async () => {
      const reconciled = await stage.run('reconcile', '--system', 'books', ...PERIOD);
      expect(reconciled.exitCode).toBe(0);
      await eventually(
        'the reconciliation is shown',
        async () => (await stage.prometheus.query('traede_sync_reconciliation_differences')).length === 1,
        ALERT_TIMEOUT_MS,
      );
      expect(await firing()).toEqual([]);
      const counted = await stage.prometheus.query(
        'sum by (system) (traede_sync_documents_total{outcome="exported"})',
      );
      expect(counted.map(({ labels, value }) => [labels['system'], value]).toSorted()).toEqual(
        SYSTEMS.map((system) => [system, 48]).toSorted(),
      );
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'raises an alert for each trouble, and no other',
    async () => {
      const { books, refused, away } = stage.traede;
      refused.setFaults([
        { kind: 'unauthorized', documentType: 'invoice' },
        { kind: 'validation', documentType: 'credit-note', route: 'export' },
      ]);
      await stage.erp.kill();
      away.setFaults([{ kind: 'server-error', documentType: 'credit-note' }]);
      away.create('invoice', 1);
      await stage.client.schedule.getHandle(scheduleId('books', 'credit-note')).pause('a test pauses it');
      books.create('accounting-entry', 1);
      const reconciled = await stage.run('reconcile', '--system', 'books', ...PERIOD);
      expect(reconciled.exitCode).toBe(2);
      await plantDoubtful();
      await untilFiring(TROUBLES);
    },
    TEST_TIMEOUT_MS,
  );

  /** An invoice that TRAEDE lists with a total that is not the sum of its lines, from the first time on. */
  async function plantDoubtful(): Promise<void> {
    await stage.client.schedule
      .getHandle(scheduleId('books', 'invoice'))
      .pause('while a test makes an invoice');
    const { books } = stage.traede;
    const [id = 0] = books.create('invoice', 1);
    const total = books.document('invoice', id)?.total_price_after_vat ?? 0;
    doubtful = { id, total };
    books.edit('invoice', id, { total_price_after_vat: total + 7 });
    await stage.client.schedule.getHandle(scheduleId('books', 'invoice')).unpause();
  }

  describe('the dashboard', () => {
    const panels = ROWS.flatMap(({ panels: ofRow }) => ofRow).map((panel) => [panel.title, panel] as const);

    it.each(panels)('shows data: %s', async (_, { query }: PanelSpec) => {
      const expression = query.replaceAll('$system', '.*').replaceAll('$__rate_interval', '5m');
      const samples = await stage.prometheus.query(expression);
      expect(samples).not.toEqual([]);
      expect(samples.some(({ value }) => Number.isFinite(value))).toBe(true);
    });
  });

  it('labels its numbers by words of ours and systems of the configuration only', async () => {
    const samples = await stage.prometheus.query('{__name__=~"traede_sync_.+"}');
    const labels = new Set(samples.flatMap(({ labels: ofSample }) => Object.keys(ofSample)));
    expect([...labels].toSorted()).toEqual(
      ['__name__', 'cause', 'document_type', 'from', 'instance', 'job', 'le', 'operation', 'outcome']
        .concat(['problem', 'side', 'state', 'status', 'system'])
        .toSorted(),
    );
    const systems = new Set(samples.flatMap(({ labels: { system } }) => system ?? []));
    expect([...systems].toSorted()).toEqual([...SYSTEMS].toSorted());
    // Some three hundred for each system: nothing that grows with documents.
    expect(samples.length).toBeLessThan(SYSTEMS.length * 500);
  });

  it('says in the log which document waits, of which run, and nothing of what it holds', () => {
    const lines = stage
      .workerLog()
      .split('\n')
      .filter((line) => line.startsWith('{'));
    const parsed = lines.map((line) => logLine.parse(JSON.parse(line)));
    const waiting = parsed.find(({ msg }) => msg === 'a document waits for a person');
    expect(waiting).toMatchObject({
      ...{ system: 'books', documentType: 'invoice', documentId: doubtful.id },
      problem: 'totals-do-not-add-up',
    });
    expect(waiting?.workflowId).toMatch(/^sync:books:invoice-/);
    expect(waiting?.runId).toMatch(/^[0-9a-f-]{36}$/);
    // Temporal's own lines too: of the run that failed.
    const refused = parsed.find(({ system, error }) => system === 'refused' && error !== undefined);
    expect(refused?.runId).toMatch(/^[0-9a-f-]{36}$/);
    const names = stage.traede.books.documents('invoice').map(({ customer }) => customer.name);
    for (const canary of [TOKEN, stage.traede.books.appKey, EMAIL_DOMAIN, ...names]) {
      expect(lines.filter((line) => line.includes(canary))).toEqual([]);
    }
  });

  it('refuses to start a worker at an address that is taken', async () => {
    const { exitCode, stderr } = await stage.run('worker', '--metrics-address', stage.metricsAddress);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`metrics cannot be offered at ${stage.metricsAddress}: choose an address`);
  });

  it(
    'takes every alert back when its cause is mended',
    async () => {
      for (const system of SYSTEMS) stage.traede[system].setFaults([]);
      await stage.erp.start();
      await stage.client.schedule.getHandle(scheduleId('books', 'credit-note')).unpause();
      stage.traede.books.edit('invoice', doubtful.id, { total_price_after_vat: doubtful.total });
      expect((await stage.run('attention', 'retry')).exitCode).toBe(0);
      await stage.trigger('books', 'accounting-entry');
      await carried(stage, 'books');
      expect((await stage.run('reconcile', '--system', 'books', ...PERIOD)).exitCode).toBe(0);
      await untilFiring([]);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'tells that no worker lives, or none for a system, until one does',
    async () => {
      await worker.stop();
      await untilFiring(['TraedeSyncNoWorker ']);
      worker = stage.startWorker('--system', 'books');
      await untilFiring(['TraedeSyncSystemUnserved away', 'TraedeSyncSystemUnserved refused']);
      await worker.stop();
      worker = stage.startWorker();
      await untilFiring([]);
    },
    TEST_TIMEOUT_MS,
  );
});
