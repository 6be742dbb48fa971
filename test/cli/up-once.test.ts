import { DOCUMENT_TYPES, type DocumentType } from '../../src/document';
import { startSimulator } from '../../src/simulator';
import { allCarried, answers } from './answers';
import { expectAllCarried } from './comparison';
import { processesOn } from './processes';
import { openSandbox, SYSTEM_ID, TEST_TIMEOUT_MS, type RunOptions, type Sandbox } from './sandbox';

/** The simulator's default volume, which is what the product promises to carry out of the box. */
const VOLUME: Readonly<Record<DocumentType, number>> = {
  invoice: 320,
  'credit-note': 48,
  'accounting-entry': 420,
};
const ALL_CARRIED = {
  invoice: allCarried(VOLUME.invoice),
  'credit-note': allCarried(VOLUME['credit-note']),
  'accounting-entry': allCarried(VOLUME['accounting-entry']),
};
const NOTHING_CARRIED = {
  invoice: allCarried(0),
  'credit-note': allCarried(0),
  'accounting-entry': allCarried(0),
};
const UP_ONCE = ['up', '--once', '--json'];

describe('traede-sync up --once', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = openSandbox();
  });
  afterEach(() => sandbox.close());

  it(
    'carries every document of a TRAEDE once and to the cent, and finds nothing to do a second time',
    async () => {
      const traede = await sandbox.simulator();
      const options: RunOptions = { traede };

      const first = await sandbox.run(UP_ONCE, options);
      const summary = answers.summary(first.stdout);
      expect(summary).toMatchObject({ ok: true, exitCode: 0, problems: [], types: ALL_CARRIED });
      expect(summary.systems).toMatchObject({ [SYSTEM_ID]: ALL_CARRIED });
      expect(first.exitCode).toBe(0);
      expect(processesOn(sandbox.root)).toEqual([]);

      const listed = await sandbox.erpList(options);
      expectAllCarried(traede, listed, { systemId: SYSTEM_ID });

      const second = await sandbox.run(UP_ONCE, options);
      expect(answers.summary(second.stdout)).toMatchObject({ exitCode: 0, types: NOTHING_CARRIED });
      expect(second.exitCode).toBe(0);
      expect(await sandbox.erpList(options)).toEqual(listed);
      expectAllCarried(traede, listed, { systemId: SYSTEM_ID });
      await expectStatus(sandbox, options, SYSTEM_ID);
      expect(processesOn(sandbox.root)).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'carries the documents of its own simulator where nothing is configured',
    async () => {
      const first = await sandbox.run(UP_ONCE);
      expect(answers.summary(first.stdout)).toMatchObject({ exitCode: 0, types: ALL_CARRIED });
      expect(first.exitCode).toBe(0);
      expect(processesOn(sandbox.root)).toEqual([]);

      const listed = await sandbox.erpList();
      // What it left on disk tells which documents it had, and what it was told.
      const traede = await startSimulator({ stateFile: sandbox.path('data', 'simulator.jsonl') });
      try {
        expectAllCarried(traede, listed, { systemId: 'traede-erp-sync' });
      } finally {
        await traede.stop();
      }

      const second = await sandbox.run(UP_ONCE);
      expect(answers.summary(second.stdout)).toMatchObject({ exitCode: 0, types: NOTHING_CARRIED });
      expect(second.exitCode).toBe(0);
      await expectStatus(sandbox, {}, 'traede-erp-sync');
    },
    TEST_TIMEOUT_MS,
  );
});

/** `status` counts every document as exported. */
async function expectStatus(sandbox: Sandbox, options: RunOptions, systemId: string): Promise<void> {
  const { stdout, exitCode } = await sandbox.run(['status', '--json'], options);
  const none = { fetched: 0, delivered: 0, attention: 0, skipped: 0 };
  const types = Object.fromEntries(DOCUMENT_TYPES.map((type) => [type, { ...none, exported: VOLUME[type] }]));
  expect(answers.status(stdout)).toMatchObject({
    running: false,
    systems: [{ systemId, types, problems: [] }],
  });
  expect(exitCode).toBe(0);
}
