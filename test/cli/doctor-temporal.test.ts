import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { loadConfig } from '../../src/config/load';
import { connectClient } from '../../src/temporal/connection';
import { countPollers } from '../../src/temporal/look';
import type { ScheduleMode } from '../../src/temporal/ensure-schedule';
import { ensureSchedules } from '../../src/temporal/schedules';
import { registerSearchAttributes } from '../../src/temporal/search-attributes';
import { COMMON_TASK_QUEUE, taskQueueOf } from '../../src/temporal/task-queue';
import { eventually, START_TIMEOUT_MS, startTemporalServer } from '../support/temporal';
import { openPatient, subjects, told, type Patient } from './doctor-findings';

const SYSTEM_ID = 'acme';
const SCHEDULES = ['invoice', 'credit-note', 'accounting-entry'].map(
  (type) => `Temporal: schedule sync:${SYSTEM_ID}:${type}`,
);
/** The server's number for the type Text (temporal.api.enums.v1.IndexedValueType). */
const TEXT = 1;
/** Longer than the tests take. */
const POLL_MS = 60_000;
/** Made with the server; nothing is set up in them. */
const BARE_NAMESPACES = ['bare', 'odd'];

let server: TestWorkflowEnvironment;
let patient: Patient;
beforeAll(async () => {
  server = await startTemporalServer(BARE_NAMESPACES.flatMap((name) => ['--namespace', name]));
  patient = openPatient(() => ({
    TRAEDE_SYSTEM_ID: SYSTEM_ID,
    TEMPORAL_ADDRESS: server.address,
    TEMPORAL_NAMESPACE: 'default',
  }));
  await registerSearchAttributes(server.client, 'default');
  await schedule('by-schedule');
}, START_TIMEOUT_MS);
afterAll(async () => {
  patient.close();
  await server.teardown();
});

async function schedule(mode: ScheduleMode): Promise<void> {
  const { systems } = loadConfig({ TRAEDE_SYSTEM_ID: SYSTEM_ID });
  for (const system of systems) await ensureSchedules(server.client, system, mode);
}

it('a Temporal that is away', async () => {
  const findings = await patient.examine({ environment: { TEMPORAL_ADDRESS: '127.0.0.1:1' } });
  expect(subjects(findings)).toEqual(['Temporal: server']);
  expect(told(findings, 'Temporal: server')).toMatch(
    /127\.0\.0\.1:1.*→ As it says. In doubt: start the server, or correct TEMPORAL_ADDRESS/,
  );
  expect(subjects(findings, 'not-looked-at')).toEqual(expect.arrayContaining(SCHEDULES));
});

it('a namespace that is not there', async () => {
  const findings = await patient.examine({ environment: { TEMPORAL_NAMESPACE: 'prodction' } });
  expect(subjects(findings)).toEqual(['Temporal: namespace']);
  expect(told(findings, 'Temporal: namespace')).toMatch(
    /no namespace "prodction" → Correct TEMPORAL_NAMESPACE/,
  );
});

it('search attributes and schedules that are missing are a note: the first start makes them', async () => {
  const findings = await patient.examine({ environment: { TEMPORAL_NAMESPACE: 'bare' } });
  expect(subjects(findings)).toEqual([]);
  expect(told(findings, 'Temporal: search attributes')).toMatch(
    /SyncStatus.*→ .*temporal operator search-attribute create --namespace bare --name SyncStatus --type Keyword/,
  );
  expect(subjects(findings, 'note')).toEqual(
    expect.arrayContaining(['Temporal: search attributes', ...SCHEDULES, 'Temporal: worker']),
  );
  const { customAttributes } = await server.connection.operatorService.listSearchAttributes({
    namespace: 'bare',
  });
  expect(customAttributes).not.toHaveProperty('SyncStatus');
});

it('a search attribute of another type', async () => {
  await server.connection.operatorService.addSearchAttributes({
    namespace: 'odd',
    searchAttributes: Object.fromEntries([['SyncStatus', TEXT]]),
  });
  const findings = await patient.examine({ environment: { TEMPORAL_NAMESPACE: 'odd' } });
  expect(subjects(findings)).toEqual(['Temporal: search attributes']);
  expect(told(findings, 'Temporal: search attributes')).toMatch(
    /another type.*SyncStatus.*→ Use a namespace/,
  );
});

it('schedules that run while no worker lives', async () => {
  const findings = await patient.examine();
  expect(subjects(findings)).toEqual(['Temporal: worker']);
  expect(told(findings, 'Temporal: worker')).toMatch(/nobody works on them → Start `traede-sync worker`/);
});

describe('while a worker polls', () => {
  let poll: Awaited<ReturnType<typeof connectClient>>;
  let polling: Promise<void> | undefined;
  const leaving = new AbortController();
  beforeAll(async () => {
    poll = await connectClient({
      connection: { address: server.address },
      namespace: 'default',
      uiUrl: undefined,
    });
    for (const name of [COMMON_TASK_QUEUE, taskQueueOf(SYSTEM_ID)]) {
      const worker = { namespace: 'default', taskQueue: { name }, identity: 'a worker' };
      // Hangs until there is work, or it is given up.
      polling = poll.client.connection
        .withAbortSignal(leaving.signal, () =>
          poll.client.connection.withDeadline(Date.now() + POLL_MS, () =>
            poll.client.workflowService.pollWorkflowTaskQueue(worker),
          ),
        )
        .then(
          () => undefined,
          () => undefined,
        );
      await eventually(
        'the poll has arrived',
        async () => (await countPollers(server.client, 'default', name)) > 0,
      );
    }
  });
  afterAll(async () => {
    // A call that hangs while its connection is closed is tried again by a timer, and throws out of it.
    leaving.abort();
    await polling;
    await poll.close();
  });

  it('all is well', async () => {
    const findings = await patient.examine();
    expect(subjects(findings)).toEqual([]);
    expect(subjects(findings, 'passed')).toEqual(
      expect.arrayContaining([
        'Temporal: server',
        'Temporal: namespace',
        'Temporal: search attributes',
        ...SCHEDULES,
        'Temporal: worker',
      ]),
    );
  });

  it('a schedule that a person paused', async () => {
    const handle = server.client.schedule.getHandle(`sync:${SYSTEM_ID}:credit-note`);
    await handle.pause('Kim: closing the year');
    const findings = await patient.examine();
    await handle.unpause();
    expect(subjects(findings)).toEqual([`Temporal: schedule sync:${SYSTEM_ID}:credit-note`]);
    expect(told(findings, `Temporal: schedule sync:${SYSTEM_ID}:credit-note`)).toMatch(
      /Kim: closing the year → If that is over: temporal schedule toggle/,
    );
  });

  it('schedules that `up --once` paused are a note', async () => {
    await schedule('on-request');
    const findings = await patient.examine();
    await schedule('by-schedule');
    expect(subjects(findings)).toEqual([]);
    expect(subjects(findings, 'note')).toEqual(expect.arrayContaining(SCHEDULES));
  });
});
