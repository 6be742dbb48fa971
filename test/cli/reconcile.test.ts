import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Simulator } from '../../src/simulator';
import { eventually } from '../support/temporal';
import type { RunningCommand } from './command';
import { openSandbox, SYSTEM_ID, TEST_TIMEOUT_MS, type RunOptions, type Sandbox } from './sandbox';

const COUNTS = { invoice: 12, 'credit-note': 3, 'accounting-entry': 10 };
const DOCUMENTS = 25;
/** Nothing runs by itself during the test. */
const CONFIG = `systems:
  ${SYSTEM_ID}:
    schedules:
      invoice: { every: 1d }
      credit-note: { every: 1d }
      accounting-entry: { every: 1d }
    reconciliation: { cron: 30 4 * * *, days: 40, keep: 5 }
`;
const START_TIMEOUT_MS = 120_000;
/** The simulator's half year. */
const PERIOD = ['--from', '2026-05-01', '--to', '2026-11-30'];

const answerSchema = z.object({
  id: z.number(),
  agree: z.boolean(),
  verdict: z.string(),
  classes: z.record(z.string(), z.number()),
  documents: z.array(z.object({ class: z.string(), documentType: z.string(), documentId: z.number() })),
  mended: z.object({ mended: z.number() }).nullish(),
});

describe('traede-sync reconcile', () => {
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
      START_TIMEOUT_MS,
    );
  }, TEST_TIMEOUT_MS);
  afterAll(() => sandbox.close());

  async function run(...args: readonly string[]) {
    expect(up.hasEnded()).toBe(false);
    return sandbox.run([...args, '--config', config], options);
  }

  async function answer(...args: readonly string[]) {
    const { stdout, stderr, exitCode } = await run(...args, '--json');
    if (stdout === '') throw new Error(`no answer: ${stderr}`);
    return { exitCode, stderr, ...answerSchema.parse(JSON.parse(stdout)) };
  }

  it(
    'says that the books agree, finds what does not, and mends it when told to',
    async () => {
      const before = await answer('reconcile', ...PERIOD);
      expect(before).toMatchObject({ exitCode: 0, agree: true, classes: { agrees: DOCUMENTS } });

      const [id = 0] = traede.create('invoice', 1);
      const [html, csv] = [sandbox.path('report.html'), sandbox.path('report.csv')];
      const found = await answer('reconcile', ...PERIOD, '--html', html, '--csv', csv);
      expect(found).toMatchObject({ exitCode: 2, agree: false });
      expect(found.documents).toMatchObject([
        { class: 'missing-in-erp', documentType: 'invoice', documentId: id },
      ]);
      const page = readFileSync(html, 'utf8');
      // What is to be looked at in large type, the classes in small.
      for (const part of found.verdict.split('; ')) expect(page).toContain(part.replace(/\.$/, ''));
      expect(page).not.toMatch(/https?:|<script|src=/);
      expect(readFileSync(csv, 'utf8').split('\r\n')).toHaveLength(3);

      const refused = await run('reconcile', ...PERIOD, '--mend');
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toContain('add --yes');
      expect(traede.marks(SYSTEM_ID, 'invoice').has(id)).toBe(false);

      const mended = await answer('reconcile', ...PERIOD, '--mend', '--yes', '--by', 'Kim');
      expect(mended).toMatchObject({ exitCode: 0, mended: { mended: 1 } });
      expect(traede.marks(SYSTEM_ID, 'invoice').get(id)).toMatchObject({ times: 1 });
      const held = await sandbox.erpList(options);
      expect(held.filter(({ documentId }) => documentId === id)).toHaveLength(1);
      expect(await answer('reconcile', ...PERIOD, '--type', 'invoice')).toMatchObject({
        exitCode: 0,
        classes: { agrees: COUNTS.invoice + 1 },
      });
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'keeps its reports, to be shown without anything running anew',
    async () => {
      const list = await run('report', '--list');
      expect(list.stdout).toContain('The books agree');
      expect(await answer('report')).toMatchObject({ exitCode: 0, agree: true });
      const first = await answer('report', '2');
      expect(first).toMatchObject({ exitCode: 2, id: 2, agree: false });
      expect(await run('report', '99')).toMatchObject({ exitCode: 1 });
      const text = await run('report', '2');
      expect(text.stdout).toContain('missing in the ERP');
      const days = await run('reconcile', '--from', '2026-13-01');
      expect(days).toMatchObject({ exitCode: 1 });
    },
    TEST_TIMEOUT_MS,
  );
});
