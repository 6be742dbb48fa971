import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { Worker } from '@temporalio/worker';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { documentWorkflowId } from '../../workflows/messages';
import { announced, dataFolder } from '../../src/embedded/data-folder';
import type { Simulator } from '../../src/simulator';
import { connectClient, devServerAddress, type ConnectedClient } from '../../src/temporal/connection';
import { ENCRYPTED } from '../../src/temporal/codec/payload-codec';
import { dataConverterFromEnvironment } from '../../src/temporal/codec/data-converter';
import { eventually, silenceRuntime } from '../support/temporal';
import { answers } from './answers';
import type { EndedCommand, RunningCommand } from './command';
import { expectAllCarried } from './comparison';
import { runsSchema } from './operator-stage';
import { openSandbox, SYSTEM_ID, TEST_TIMEOUT_MS, type Sandbox } from './sandbox';
import { keyIdsIn, payloadsIn, rawTextOf, type RawPayload } from './raw-payloads';

const COUNTS = { invoice: 6, 'credit-note': 2, 'accounting-entry': 4 };
const START_TIMEOUT_MS = 60_000;
/** Runs start when the test says so. */
const CONFIG = `systems:
  ${SYSTEM_ID}:
    schedules: { invoice: { every: 1d }, credit-note: { every: 1d }, accounting-entry: { every: 1d } }
`;
const WORKFLOW_BUNDLE = require.resolve('../../dist/workflow-bundle-encoding.js');

const newKey = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`;
const [OLD, NEW] = [newKey('old'), newKey('new')];

/** One installation, with the codec turned on in mid-life, and its key rotated. */
describe('a sync whose payloads are encrypted', () => {
  let sandbox: Sandbox;
  let traede: Simulator;
  let badId: number;
  let up: RunningCommand;
  let keys: string | undefined;
  /** Sees what Temporal sees. */
  let raw: ConnectedClient;

  const environment = (): Record<string, string> =>
    keys === undefined ? {} : { TRAEDE_SYNC_CODEC_KEYS: keys };
  const run = (...args: readonly string[]): Promise<EndedCommand> =>
    sandbox.run([...args, '--config', sandbox.path('sync.yaml')], { traede, environment: environment() });

  async function startUp(withKeys: string | undefined): Promise<void> {
    keys = withKeys;
    const options = { traede, environment: environment(), timeoutMs: TEST_TIMEOUT_MS };
    up = sandbox.start(['up', '--config', sandbox.path('sync.yaml')], options);
    const isUp = (): boolean => up.stderr().includes('Ctrl-C ends it') || up.hasEnded();
    await eventually('up says that it stays', isUp, START_TIMEOUT_MS);
    const services = announced(dataFolder(sandbox.path('data')));
    raw = await connectClient(
      devServerAddress({ address: services?.temporalAddress ?? '', uiUrl: undefined }),
    );
  }

  async function stopUp(): Promise<void> {
    await raw.close();
    up.signal('SIGINT');
    expect((await up.ended).exitCode).toBe(0);
  }

  const badDocument = (): string =>
    documentWorkflowId({ systemId: SYSTEM_ID, documentType: 'invoice', documentId: badId });

  /** As Temporal keeps them. */
  async function historiesSince(since: Date): Promise<{ workflowId: string; history: unknown }[]> {
    const histories: { workflowId: string; history: unknown }[] = [];
    const query = `StartTime > "${since.toISOString()}"`;
    for await (const { workflowId, runId } of raw.client.workflow.list({ query })) {
      const history = await raw.client.workflow.getHandle(workflowId, runId).fetchHistory();
      histories.push({ workflowId, history: JSON.parse(historyToJSON(history)) as unknown });
    }
    return histories;
  }

  async function payloadsOf(workflowId: string): Promise<readonly RawPayload[]> {
    const history = await raw.client.workflow.getHandle(workflowId).fetchHistory();
    return payloadsIn(JSON.parse(historyToJSON(history)));
  }

  beforeAll(async () => {
    sandbox = openSandbox();
    writeFileSync(sandbox.path('sync.yaml'), CONFIG);
    traede = await sandbox.simulator({ counts: COUNTS });
    badId = traede.documents('invoice')[1]?.id ?? 0;
    breakDocument(true);
    await startUp(undefined);
  }, TEST_TIMEOUT_MS);
  afterAll(() => sandbox.close());

  function breakDocument(broken: boolean): void {
    traede.setBehaviour({
      mutate: (_, document) =>
        broken && document['id'] === badId ? { ...document, total_price_after_vat: 1 } : document,
    });
  }

  it(
    'goes on after the codec is turned on: nothing that a person could read leaves for Temporal any more',
    async () => {
      const waiting = await run('attention', '--json');
      expect(answers.attention(waiting.stdout).systems[0]?.problems).toHaveLength(1);
      await stopUp();
      const since = new Date();
      await startUp(OLD);
      const [invoiceId = 0] = traede.create('invoice', 1);
      traede.create('credit-note', 1);
      const synced = await run('sync', '--json');
      expect(synced.exitCode).toBe(2);
      expect(traede.marks(SYSTEM_ID, 'invoice').has(invoiceId)).toBe(true);

      traede.setFaults([
        { kind: 'validation', route: 'export', documentType: 'accounting-entry', detail: 'no' },
      ]);
      await run('sync', 'accounting-entry');
      traede.setFaults([]);
      const failed = await run('runs', '--failed', '--json');
      expect(runsSchema.parse(JSON.parse(failed.stdout)).runs[0]?.failure?.message).toMatch(/TRAEDE/);

      const histories = await historiesSince(since);
      expect(histories.length).toBeGreaterThan(3);
      const payloads = histories.flatMap(({ history }) => payloadsIn(history));
      expect(payloads.length).toBeGreaterThan(20);
      expect(payloads.filter(({ encoding }) => encoding !== ENCRYPTED)).toEqual([]);
      const text = rawTextOf(histories);
      expect(text).toContain('Encoded failure');
      expect(text).not.toMatch(/TRAEDE|traede:cli-test:|documentIds|reference/);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'replays what it wrote',
    async () => {
      silenceRuntime();
      const histories = await historiesSince(new Date(0));
      const dataConverter = dataConverterFromEnvironment(environment());
      const options = { workflowBundle: { codePath: WORKFLOW_BUNDLE }, dataConverter };
      let count = 0;
      for await (const { error } of Worker.runReplayHistories(options, histories)) {
        expect(error).toBeUndefined();
        count += 1;
      }
      expect(count).toBe(histories.length);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'takes a signal that was sent in plain JSON from the UI',
    async () => {
      const before = await payloadsOf(badDocument());
      await raw.client.workflow.getHandle(badDocument()).signal('resync', {});
      await eventually(
        'the document was tried again',
        async () => (await payloadsOf(badDocument())).length > before.length + 2,
        START_TIMEOUT_MS,
      );
      expect((await run('attention')).exitCode).toBe(2);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'is read in the UI by the codec server',
    async () => {
      const server = sandbox.start(['codec-server', '--port', '0'], { environment: environment() });
      await eventually('it answers', () => /http:\S+/.test(server.stderr()) || server.hasEnded());
      const [url = ''] = /http:\/\/127\S+/.exec(server.stderr()) ?? [];
      const encrypted = (await payloadsOf(badDocument())).filter(({ encoding }) => encoding === ENCRYPTED);
      const body = JSON.stringify({ payloads: encrypted.map(({ payload }) => payload) });
      const response = await fetch(`${url}/decode`, { method: 'POST', body });
      expect(response.status).toBe(200);
      const texts = payloadsIn(await response.json()).map(({ text }) => text);
      expect(texts.join('\n')).toContain(String(badId));
      server.signal('SIGINT');
      expect((await server.ended).exitCode).toBe(0);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'survives a rotation of the key: the document that waited through it all is delivered on a resync',
    async () => {
      await stopUp();
      await startUp(`${NEW},${OLD}`);
      breakDocument(false);
      const resync = await run('resync', 'invoice', String(badId), '--json');
      expect(resync.exitCode).toBe(0);
      const payloads = await payloadsOf(badDocument());
      // Plain at its beginning, then by the old key, at last by the new one.
      expect(keyIdsIn(payloads)).toEqual(['none', 'old', 'new']);
      // A credit note of the invoice was put off until the next run.
      await run('sync');
      expectAllCarried(traede, await sandbox.erpList({ traede }), { systemId: SYSTEM_ID });
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'says which key was taken away too early',
    async () => {
      keys = NEW;
      const services = announced(dataFolder(sandbox.path('data')));
      const address = { address: services?.temporalAddress ?? '', uiUrl: undefined };
      const connected = await connectClient(devServerAddress(address, environment()));
      const [first] = await historiesSince(new Date(0));
      expect(first).toBeDefined();
      const failed = connected.client.workflow.list({ query: 'ExecutionStatus = "Failed"' });
      for await (const { workflowId, runId } of failed) {
        await expect(connected.client.workflow.getHandle(workflowId, runId).result()).rejects.toThrow(
          /encrypted with the key "old", which this process does not have \(only: new\)/,
        );
      }
      await connected.close();
      expect((await run('runs', '--failed', '--json')).stdout).toContain('encrypted with the key');
    },
    TEST_TIMEOUT_MS,
  );
});
