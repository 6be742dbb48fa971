import { spawn } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { EMAIL_DOMAIN, TELEPHONE_PREFIX, type Simulator } from '../../src/simulator';
import { eventually } from '../support/temporal';
import { startWebhookServer, type WebhookServer } from '../notifications/webhook-server';
import { answers } from './answers';
import type { RunningCommand } from './command';
import { CANARY, canaryCustomer, CONFIG, runsSchema, statusSchema } from './operator-stage';
import {
  APP_KEY,
  openSandbox,
  SYSTEM_ID,
  TEST_TIMEOUT_MS,
  TOKEN,
  type RunOptions,
  type Sandbox,
} from './sandbox';

const COUNTS = { invoice: 6, 'credit-note': 2, 'accounting-entry': 4 };
/** A start or a run, on a machine that does other things as well. */
const ARRIVAL_TIMEOUT_MS = 120_000;

describe("the operator's day on the command line", () => {
  let sandbox: Sandbox;
  let traede: Simulator;
  let up: RunningCommand;
  let options: RunOptions;
  let config: string;
  let chat: WebhookServer;

  beforeAll(async () => {
    sandbox = openSandbox();
    chat = await startWebhookServer();
    config = sandbox.path('sync.yaml');
    writeFileSync(config, CONFIG);
    traede = await sandbox.simulator({ counts: COUNTS });
    const [, badId] = traede.documents('invoice').map(({ id }) => id);
    traede.setBehaviour({
      mutate: (_, document) => ({
        ...document,
        ...(document['customer'] === undefined ? {} : { customer: canaryCustomer(document['customer']) }),
        ...(document['id'] === badId ? { total_price_after_vat: 1 } : {}),
      }),
    });
    options = {
      traede,
      environment: {
        ERP_SIGNING_KEY: CANARY.signingKey,
        TRYTON_PASSWORD: CANARY.erpPassword,
        OPERATOR_HOOK: chat.url,
      },
    };
    up = sandbox.start(['up', '--config', config], { ...options, timeoutMs: TEST_TIMEOUT_MS });
    await eventually(
      'up says that it stays',
      () => up.stderr().includes('Ctrl-C ends it') || up.hasEnded(),
      ARRIVAL_TIMEOUT_MS,
    );
    // From now on TRAEDE refuses entries, and quotes what it must not.
    traede.setFaults([
      {
        kind: 'validation',
        route: 'export',
        documentType: 'accounting-entry',
        detail: `ask ${CANARY.person} about the token ${TOKEN}`,
      },
    ]);
    await sandbox.run(['sync', 'accounting-entry', '--config', config], options);
  }, TEST_TIMEOUT_MS);
  afterAll(async () => {
    await sandbox.close();
    await chat.stop();
  });

  const beside = (...args: readonly string[]) => sandbox.run([...args, '--config', config], options);
  const status = async () => statusSchema.parse(JSON.parse((await beside('status', '--json')).stdout));

  it(
    'status tells of each flow when it ran and runs, what was delivered and what is late',
    async () => {
      const { running, worker, systems } = await status();
      expect(running).toBe(true);
      expect(worker).toMatchObject({ polling: true });
      const flows = systems[0]?.flows;
      expect(flows?.invoice).toMatchObject({ deliveredToday: 5, waiting: 1, paused: false });
      expect(flows?.invoice.nextRunAt).not.toBeNull();
      expect(flows?.invoice.oldestOpenSince).not.toBeNull();
      expect(flows?.['credit-note'].lastRun?.temporalUi).toContain(
        `/workflows/sync%3A${SYSTEM_ID}%3Acredit-note`,
      );
      expect(flows?.['accounting-entry']).toMatchObject({ deliveredToday: 4, lastRun: { status: 'failed' } });
      expect(flows?.['accounting-entry'].lastSuccessAt).not.toBeNull();

      const { stdout } = await beside('status');
      expect(stdout).toMatch(/^system +document type +last run +next run +delivered today +waiting +oldest/);
      expect(stdout).toMatch(/accounting entries +failed \d+ s ago/);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'runs lists them with what they did, and why they failed',
    async () => {
      const list = async (...args: readonly string[]) =>
        runsSchema.parse(JSON.parse((await beside('runs', '--json', ...args)).stdout)).runs;
      const [first] = (await list('--type', 'accounting-entry', '--limit', '50')).toReversed();
      expect(first).toMatchObject({
        status: 'completed',
        counts: { fetched: 4, delivered: 4, exported: 4, waiting: 0 },
        failure: null,
      });
      const failed = await list('--failed');
      expect(failed).toMatchObject([{ documentType: 'accounting-entry', status: 'failed' }]);
      expect(failed[0]?.failure).toMatchObject({ type: 'TraedeRefused' });
      expect(await list('--type', 'invoice', '--limit', '2')).toHaveLength(2);
      expect(await list('--system', 'another')).toEqual([]);

      const { stdout } = await beside('runs', '--failed');
      expect(stdout).toMatch(/Syncing accounting entries stopped\./);
      expect(stdout).toMatch(/→ http:\/\/localhost:\d+\/namespaces\/default\/workflows\/sync/);
      expect((await beside('runs', '--limit', '0')).exitCode).toBe(1);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'watch says what changes, line by line, and ends with 0 at Ctrl-C',
    async () => {
      const watching = sandbox.start(['watch', '--interval', '1s', '--config', config], options);
      const seen = sandbox.start(['watch', '--interval', '1s', '--json', '--config', config], options);
      traede.create('invoice', 1);
      await eventually(
        'the new invoice is delivered',
        async () => (await status()).systems[0]?.flows.invoice.deliveredToday === 6,
        ARRIVAL_TIMEOUT_MS,
      );
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      watching.signal('SIGINT');
      seen.signal('SIGINT');
      const ended = await watching.ended;
      expect(ended.exitCode).toBe(0);
      expect(ended.stdout).toMatch(/invoices → cli-test: last run \w+, 6 delivered today, 1 waiting\n/);
      const entries = ended.stdout.split('\n').filter((line) => line.includes('accounting entries'));
      expect(entries).toHaveLength(1);
      const json = (await seen.ended).stdout.trim().split('\n');
      expect(json.length).toBeGreaterThan(1);
      for (const line of json) statusSchema.parse(JSON.parse(line));
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'watch redraws itself in place on a terminal',
    async () => {
      const output = await inTerminal([
        'watch',
        '--interval',
        '1s',
        '--config',
        config,
        '--data',
        sandbox.path('data'),
      ]);
      const [first, ...redrawn] = output.split('\u001b[0J');
      expect(first).toContain('every 1 s; Ctrl-C ends it');
      expect(redrawn.length).toBeGreaterThan(0);
      for (const screen of redrawn) expect(screen).toMatch(/invoices +(completed|running)/);
      // It goes up by as many lines as it drew.
      const drawn = (redrawn[0]?.split('\n').length ?? 0) - 1;
      expect(output).toContain(`\u001b[${drawn}A`);
    },
    TEST_TIMEOUT_MS,
  );

  /** A pseudo terminal, as util-linux's `script` makes one; Ctrl-C after some seconds. */
  async function inTerminal(args: readonly string[]): Promise<string> {
    const program = join(__dirname, '..', '..', 'bin', 'traede-sync.js');
    const words = [process.execPath, program, ...args].map((word) => `'${word}'`).join(' ');
    // `exec`: a shell that stayed between would get the Ctrl-C too, and might answer with an exit code of its own.
    const command = `stty cols 140 rows 40; exec ${words}`;
    const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
      cwd: sandbox.root,
      env: {
        ...process.env,
        TRAEDE_BASE_URL: traede.url,
        TRAEDE_ACCESS_TOKEN: TOKEN,
        TRAEDE_APP_KEY: APP_KEY,
        OPERATOR_HOOK: chat.url,
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    await eventually('it has redrawn', () => output.includes('\u001b[0J'), ARRIVAL_TIMEOUT_MS);
    child.stdin.write('\u0003');
    const exitCode = await new Promise((resolve) => child.once('close', resolve));
    expect(exitCode).toBe(0);
    return output;
  }

  const expectNoCanary = (text: string): void => {
    expect(text).not.toMatch(/canary/i);
    for (const secret of [TOKEN, APP_KEY, EMAIL_DOMAIN, TELEPHONE_PREFIX]) expect(text).not.toContain(secret);
  };

  it(
    'people are told, once, without a secret and without a customer',
    async () => {
      const told = () => chat.calls.map(({ body }) => JSON.stringify(body));
      await eventually(
        'both troubles are told',
        () => told().join().includes('fails') && told().join().includes('totals-do-not-add-up'),
        ARRIVAL_TIMEOUT_MS,
      );
      expectNoCanary(told().join());
      expect(told().join()).toContain('traede-sync canteen: ');
      const before = chat.calls.length;
      await new Promise((resolve) => setTimeout(resolve, 11_000));
      expect(chat.calls.length).toBe(before);

      const { exitCode, stdout } = await beside('notify', '--json');
      expect([exitCode, JSON.parse(stdout)]).toEqual([
        0,
        { channels: [{ channel: 'webhook', error: null }] },
      ]);
      expect(told().at(-1)).toContain('This is a test message');
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'purge counts before it takes contents out, and takes out what has ended only',
    async () => {
      const purged = async (...flags: readonly string[]): Promise<unknown> =>
        JSON.parse((await beside('purge', '--json', ...flags)).stdout);
      expect(await purged('--dry-run')).toMatchObject({ documents: 0 });
      expect(await purged('--dry-run', '--older-than', '1s')).not.toMatchObject({ documents: 0 });
      expect(await purged('--older-than', '1s')).not.toMatchObject({ documents: 0 });
      expect((await beside('attention')).stdout).toContain('totals-do-not-add-up');
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'diagnose bundles what support needs, and neither a secret nor a customer',
    async () => {
      const file = sandbox.path('diagnosis.json.gz');
      const { exitCode, stdout } = await beside('diagnose', '--out', file, '--json');
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ file });
      expect(statSync(file).mode & 0o077).toBe(0);
      const text = gunzipSync(readFileSync(file)).toString();
      expectNoCanary(text);
      const bundle: unknown = JSON.parse(text);
      expect(bundle).toMatchObject({
        format: 1,
        versions: { product: expect.stringMatching(/^\d/) as unknown, node: process.version },
        environment: { TRAEDE_ACCESS_TOKEN: 'set', ERP_SIGNING_KEY: 'set', DATABASE_URL: 'not set' },
        configuration: { systems: [{ systemId: SYSTEM_ID, erp: { adapter: 'ledger' } }] },
        record: {
          database: { migrations: { delivery: expect.arrayContaining(['002-only-recorded']) as unknown } },
          systems: { [SYSTEM_ID]: { problems: [{ code: 'totals-do-not-add-up', count: 1 }] } },
        },
        erps: { [SYSTEM_ID]: { name: 'ledger', checks: expect.any(Array) as unknown } },
        temporal: {
          worker: { polling: true },
          failures: [{ documentType: 'accounting-entry', failure: { type: 'TraedeRefused' } }],
          server: { missingSearchAttributes: [] },
        },
      });
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'diagnose works with a configuration that does not, and with nothing there at all',
    async () => {
      const broken = sandbox.path('broken.yaml');
      writeFileSync(
        broken,
        `systems:\n  x:\n    traede: { accessTokenVariable: "${CANARY.misplaced}" }\n    erp: { adapter: tryton }\n`,
      );
      const unreadable = sandbox.path('unreadable.yaml');
      writeFileSync(unreadable, `systems: {\n  password: "${CANARY.erpPassword}\n`);
      for (const bad of [broken, unreadable]) {
        const { exitCode, stdout } = await sandbox.run(['diagnose', '--out', '-', '--config', bad], {
          ...options,
          data: 'nowhere',
        });
        expect(exitCode).toBe(0);
        expectNoCanary(stdout);
        expect(JSON.parse(stdout)).toMatchObject({ configuration: { error: expect.any(String) as unknown } });
      }
      const { stdout } = await sandbox.run(['diagnose', '--out', '-'], { data: 'nowhere' });
      expect(JSON.parse(stdout)).toMatchObject({
        record: { error: expect.stringContaining('no data folder') as unknown },
        temporal: { error: expect.stringContaining('nothing is up') as unknown },
      });
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'the links lead to one cause and to one number',
    async () => {
      const shown = await beside(
        'document',
        'show',
        'invoice',
        String(traede.documents('invoice')[0]?.id),
        '--json',
      );
      expect(shown.stdout).toContain('DocumentNumber%3D%22');
      const waiting = await beside('attention', '--json');
      expect(answers.attention(waiting.stdout).systems[0]?.problems).toHaveLength(1);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'status says that Temporal is away, and shows the record',
    async () => {
      up.signal('SIGINT');
      await up.ended;
      const { running, temporalError, worker, systems } = await status();
      expect(running).toBe(false);
      expect(temporalError).toMatch(/nothing is up/);
      expect(worker).toBeNull();
      expect(systems[0]?.flows.invoice).toMatchObject({ lastRun: null, nextRunAt: null, waiting: 1 });
      expect(systems[0]?.flows.invoice.lastSuccessAt).not.toBeNull();

      const elsewhere = {
        ...options,
        environment: { TEMPORAL_ADDRESS: '127.0.0.1:9', OPERATOR_HOOK: chat.url },
      };
      const refused = await sandbox.run(['status', '--config', config], elsewhere);
      expect(refused.exitCode).toBe(0);
      expect(refused.stdout).toMatch(/Temporal is not seen: .*What is shown is the record\./);
      expect(refused.stdout).toMatch(/invoices +completed \d+ s ago/);
    },
    TEST_TIMEOUT_MS,
  );
});
