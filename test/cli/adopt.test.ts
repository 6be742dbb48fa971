import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Simulator } from '../../src/simulator';
import { createTraedeClient } from '../../src/traede/client';
import { asEntered, readTraede } from '../adoption/by-hand';
import { bookByHand } from '../erp/ledger/by-hand';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { dayFromNow } from '../reconciliation/books';
import { eventually } from '../support/temporal';
import type { RunningCommand } from './command';
import {
  APP_KEY,
  openSandbox,
  SYSTEM_ID,
  TEST_TIMEOUT_MS,
  TOKEN,
  type RunOptions,
  type Sandbox,
} from './sandbox';

const COUNTS = { invoice: 8, 'credit-note': 2, 'accounting-entry': 6 } as const;
/** Nothing runs by itself during the test. */
const CONFIG = `systems:
  ${SYSTEM_ID}:
    schedules:
      invoice: { every: 1d }
      credit-note: { every: 1d }
      accounting-entry: { every: 1d }
    reconciliation: { enabled: false }
`;
const START_TIMEOUT_MS = 120_000;
const PERIOD = ['--from', dayFromNow(-200), '--to', dayFromNow(1)];

const answerSchema = z.object({
  adoptionId: z.number(),
  outcomes: z.record(z.string(), z.number()),
  doubtful: z.array(z.object({ doubt: z.string(), documentType: z.string(), documentId: z.number() })),
  verdict: z.string().optional(),
});

describe('traede-sync adopt', () => {
  let sandbox: Sandbox;
  let database: TestDatabase;
  let traede: Simulator;
  let up: RunningCommand;
  let options: RunOptions;
  let config: string;

  beforeAll(async () => {
    sandbox = openSandbox();
    database = await createTestDatabase();
    config = sandbox.path('sync.yaml');
    writeFileSync(config, CONFIG);
    traede = await sandbox.simulator({ counts: { invoice: 0, 'credit-note': 0, 'accounting-entry': 0 } });
    options = { traede, environment: { DATABASE_URL: database.url } };
    up = sandbox.start(['up', '--config', config], { ...options, timeoutMs: TEST_TIMEOUT_MS });
    await eventually(
      'up says that it stays',
      () => up.stderr().includes('Ctrl-C ends it') || up.hasEnded(),
      START_TIMEOUT_MS,
    );
    await enterByHand();
  }, TEST_TIMEOUT_MS);
  afterAll(async () => {
    await sandbox.close();
    await database.drop();
  });

  /** All but the first invoice, which gets another customer. */
  async function enterByHand(): Promise<void> {
    for (const type of ['invoice', 'credit-note', 'accounting-entry'] as const)
      traede.create(type, COUNTS[type]);
    const client = createTraedeClient({
      ...{ baseUrl: traede.url, accessToken: TOKEN, appKey: APP_KEY, systemId: SYSTEM_ID },
    });
    const documents = await readTraede({ traede: client });
    for (const [index, document] of documents.entries()) {
      const right = asEntered(document);
      await bookByHand(database.pool, index === 0 ? { ...right, customer: 'C-other' } : right);
    }
  }

  async function run(...args: readonly string[]) {
    expect(up.hasEnded()).toBe(false);
    return sandbox.run([...args, '--config', config], options);
  }

  async function answer(...args: readonly string[]) {
    const { stdout, stderr, exitCode } = await run('adopt', ...args, '--json');
    if (stdout === '') throw new Error(`no answer: ${stderr}`);
    return { exitCode, ...answerSchema.parse(JSON.parse(stdout)) };
  }

  it(
    'asks nobody where nobody can answer, and does nothing then',
    async () => {
      const refused = await run('adopt', ...PERIOD);
      expect(refused).toMatchObject({ exitCode: 1 });
      expect(refused.stderr).toContain('add --yes');
      expect(await run('adopt')).toMatchObject({ exitCode: 1 });
      expect(await run('adopt', '--from', '2026-13-01')).toMatchObject({ exitCode: 1 });
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'shows in a dry run what would be linked, and links nothing',
    async () => {
      const csv = sandbox.path('doubts.csv');
      const looked = await answer(...PERIOD, '--dry-run', '--csv', csv);
      expect(looked).toMatchObject({ exitCode: 2, outcomes: { match: 15, doubtful: 1, linked: 0 } });
      expect(looked.doubtful).toMatchObject([{ doubt: 'customer-differs', documentType: 'invoice' }]);
      expect(readFileSync(csv, 'utf8').split('\r\n')).toHaveLength(3);
      const text = await run('adopt', ...PERIOD, '--dry-run', '--type', 'invoice');
      expect(text.stdout).toContain('another customer');
      expect(text.stdout).not.toContain('Customer C');
      expect(await sandbox.erpList(options)).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'links what agrees, and a sync posts none of it',
    async () => {
      const linked = await answer(...PERIOD, '--yes');
      expect(linked).toMatchObject({ exitCode: 2, outcomes: { match: 0, linked: 15, doubtful: 1 } });
      expect(linked.verdict).toContain('15 documents linked, none posted');
      expect(await sandbox.erpList(options)).toHaveLength(15);
      expect(traede.marks(SYSTEM_ID, 'credit-note').size).toBe(2);
      await run('sync');
      expect(await sandbox.erpList(options)).toHaveLength(15);
      const waiting = await run('attention');
      expect(waiting.stdout).toContain('adoption-doubtful');
      expect(await answer('--list', String(linked.adoptionId))).toMatchObject({
        exitCode: 2,
        outcomes: { linked: 15, doubtful: 1 },
      });
      expect(await run('adopt', '--list', '99')).toMatchObject({ exitCode: 1 });
    },
    TEST_TIMEOUT_MS,
  );
});
