import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import type { syncDocument } from '../../workflows';
import {
  documentStatusQuery,
  documentWorkflowId,
  markExportedSignal,
  resyncSignal,
  skipSignal,
  type ClosingRequest,
  type SyncDocumentInput,
} from '../../workflows/messages';
import { documentNumberKey, syncProblemKey, syncStatusKey } from '../../workflows/search-attributes';
import { currentDetails } from '../support/current-details';
import { eventually, startTestTemporal, START_TIMEOUT_MS, type TestTemporal } from '../support/temporal';
import { keepHistory } from './recorded-history';
import { noTaxCode, ScriptedWorlds } from './scripted-world';

const worlds = new ScriptedWorlds();
let temporal: TestTemporal;

beforeAll(async () => {
  temporal = await startTestTemporal({ activities: worlds.activities });
}, START_TIMEOUT_MS);

afterAll(() => temporal.stop());

type Handle = WorkflowHandle<typeof syncDocument>;

const ID = 1_042;
const CLOSING = { reason: 'Sent to the wrong customer', by: 'Kim' };

function options(input: SyncDocumentInput) {
  const args: [SyncDocumentInput] = [input];
  return { workflowId: documentWorkflowId(input), taskQueue: temporal.taskQueue, args };
}

/** As the command line does: the workflow is started where none runs. */
function requestResync(systemId: string): Promise<Handle> {
  const input: SyncDocumentInput = { systemId, documentType: 'invoice', documentId: ID };
  return temporal.client.workflow.signalWithStart<typeof syncDocument, [{ by: string }]>('syncDocument', {
    ...options(input),
    signal: 'resync',
    signalArgs: [{ by: 'Kim' }],
  });
}

/** The same for skip: nothing is imported first. */
function requestSkip(systemId: string, request: ClosingRequest): Promise<Handle> {
  const document: SyncDocumentInput = { systemId, documentType: 'invoice', documentId: ID };
  return temporal.client.workflow.signalWithStart<typeof syncDocument, [ClosingRequest]>('syncDocument', {
    ...options({ ...document, waitsForRequest: true }),
    signal: 'skip',
    signalArgs: [request],
  });
}

/** As `requestAttention` does. */
async function startWaiting(systemId: string): Promise<Handle> {
  const input: SyncDocumentInput = {
    systemId,
    documentType: 'invoice',
    documentId: ID,
    number: 'R-77',
    problem: noTaxCode,
  };
  const handle = await temporal.client.workflow.start<typeof syncDocument>('syncDocument', options(input));
  await untilWaiting(handle);
  return handle;
}

async function untilWaiting(handle: Handle): Promise<void> {
  await eventually(
    'the document waits',
    async () => (await handle.query(documentStatusQuery)).state === 'waiting',
  );
}

async function attributesOf(handle: Handle) {
  const { typedSearchAttributes } = await handle.describe();
  return {
    status: typedSearchAttributes.get(syncStatusKey),
    problem: typedSearchAttributes.get(syncProblemKey),
    number: typedSearchAttributes.get(documentNumberKey),
  };
}

describe('resync of a document that no workflow knows', () => {
  it('starts one, which imports and marks in one activity', async () => {
    const world = worlds.create('resync-marked', [ID]);
    const handle = await requestResync('resync-marked');
    expect(await handle.result()).toEqual({ outcome: 'exported', attempts: 1 });
    expect(world.calls.map(({ activity }) => activity)).toEqual(['fetchDocument', 'importDocuments']);
    expect(world.exported).toEqual([ID]);
    await keepHistory('resync-marked', handle);
  });

  it('marks in an activity of its own what the import left unmarked', async () => {
    const world = worlds.create('resync', [ID]);
    world.marksAlone = true;
    const handle = await requestResync('resync');
    expect(await handle.result()).toEqual({ outcome: 'exported', attempts: 1 });
    expect(world.calls.map(({ activity }) => activity)).toEqual([
      'fetchDocument',
      'importDocuments',
      'markExported',
    ]);
    expect(world.calls[1]?.input).toMatchObject({ documentIds: [ID], afresh: true });
    expect(await attributesOf(handle)).toEqual({ status: 'done', problem: undefined, number: `R-${ID}` });
    await keepHistory('resync', handle);
  });

  it('imports once for one request, even where it then has to wait', async () => {
    const world = worlds.create('resync-refused', [ID]);
    world.outcomes.set(ID, [{ problem: noTaxCode }]);
    const handle = await requestResync('resync-refused');
    await untilWaiting(handle);
    await sleep(500);
    expect(world.count('importDocuments')).toBe(1);
    expect(await handle.query(documentStatusQuery)).toEqual({
      state: 'waiting',
      problem: noTaxCode,
      attempts: 1,
      outage: null,
    });
    await handle.terminate();
  });

  it('ends it with a plain message where nothing can be done', async () => {
    const world = worlds.create('not-found', []);
    world.failing.fetchDocument = {
      type: 'DocumentNotFound',
      message: 'TRAEDE lists no booked invoice 1042.',
    };
    const handle = await requestResync('not-found');
    const error: unknown = await handle.result().catch((failure: unknown) => failure);
    expect(error).toMatchObject({
      cause: {
        type: 'DocumentNotFound',
        message: 'Syncing invoice 1042 stopped. TRAEDE lists no booked invoice 1042.',
        cause: undefined,
      },
    });
  });

  it('tries again what is put off', async () => {
    const world = worlds.create('resync-deferred', [ID]);
    world.outcomes.set(ID, [{ deferredMs: 20 }]);
    const handle = await requestResync('resync-deferred');
    expect(await handle.result()).toEqual({ outcome: 'exported', attempts: 1 });
    expect(world.count('importDocuments')).toBe(2);
  });

  it('gives up on an uncertain one after five attempts, in plain words', async () => {
    const world = worlds.create('uncertain', [ID]);
    world.outcomes.set(
      ID,
      Array.from({ length: 9 }, () => ({ deferredMs: 1 })),
    );
    const handle = await requestResync('uncertain');
    const message: unknown = expect.stringMatching(/^The ERP left open whether/);
    await expect(handle.result()).rejects.toMatchObject({
      cause: { type: 'DeliveryUncertain', message },
    });
    expect(world.count('importDocuments')).toBe(5);
  });
});

describe('skip of a document that no workflow knows', () => {
  it('does that and nothing else', async () => {
    const world = worlds.create('skip-at-once', [ID]);
    const handle = await requestSkip('skip-at-once', CLOSING);
    expect(await handle.result()).toMatchObject({ outcome: 'skipped' });
    expect(world.calls.map(({ activity }) => activity)).toEqual(['closeDocument']);
  });

  it('fails in plain words without a reason, as it would wait where nobody finds it', async () => {
    const world = worlds.create('skip-at-once-without-reason', [ID]);
    const handle = await requestSkip('skip-at-once-without-reason', { by: 'Kim' });
    const message: unknown = expect.stringMatching(/^It was asked to skip, without saying why/);
    await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'ReasonMissing', message } });
    expect(world.calls).toEqual([]);
  });
});

describe('a document that waits for a person', () => {
  it('says so, and what is wrong, until its cause is gone', async () => {
    const world = worlds.create('waits', [ID]);
    const handle = await startWaiting('waits');
    const waiting = { status: 'needs-attention', problem: noTaxCode.code };
    expect(await attributesOf(handle)).toMatchObject(waiting);
    expect(world.calls).toEqual([]);

    world.outcomes.set(ID, [{ problem: noTaxCode }]);
    await handle.signal(resyncSignal, {});
    await eventually('the first attempt is over', () => world.count('importDocuments') === 1);
    await untilWaiting(handle);
    expect(await attributesOf(handle)).toMatchObject(waiting);
    expect(await currentDetails(handle)).toMatch(
      /did not help:\*\* it was tried again at .* the same stands in its way/,
    );

    await handle.signal(resyncSignal);
    expect(await handle.result()).toEqual({ outcome: 'exported', attempts: 2 });
    expect(await attributesOf(handle)).toMatchObject({ status: 'done', problem: undefined });
    expect(world.exported).toEqual([ID]);
    await keepHistory('resync-after-waiting', handle);
  });

  it('goes on waiting, and says why, when an attempt fails altogether', async () => {
    const world = worlds.create('waits-denied', [ID]);
    const handle = await startWaiting('waits-denied');
    world.failing.importDocuments = { type: 'ErpAccessDenied', message: 'The ERP refuses the password.' };
    await handle.signal(resyncSignal, {});
    await eventually('the attempt is over', () => world.count('importDocuments') === 1);
    await untilWaiting(handle);
    expect(await attributesOf(handle)).toMatchObject({ status: 'needs-attention' });
    world.failing = {};
    await handle.signal(resyncSignal, {});
    expect(await handle.result()).toEqual({ outcome: 'exported', attempts: 2 });
  });

  it('takes two requests that nobody has begun with as one', async () => {
    const world = worlds.create('coalesce', [ID]);
    const handle = await startWaiting('coalesce');
    world.takesMs.importDocuments = 500;
    const refused = { problem: noTaxCode };
    world.outcomes.set(ID, [refused, refused, refused, refused]);
    await handle.signal(resyncSignal, {});
    await eventually('the first is at work', () => world.count('importDocuments') === 1);
    await handle.signal(resyncSignal, {});
    await handle.signal(resyncSignal, {});
    await eventually('the second is at work', () => world.count('importDocuments') === 2);
    await untilWaiting(handle);
    await sleep(300);
    expect(world.count('importDocuments')).toBe(2);
    await handle.terminate();
  });

  it('is left out for good by a person who says why', async () => {
    const world = worlds.create('skip', [ID]);
    const handle = await startWaiting('skip');
    await handle.signal(skipSignal, CLOSING);
    expect(await handle.result()).toEqual({ outcome: 'skipped', attempts: 1 });
    expect(world.closed).toEqual([
      { systemId: 'skip', documentType: 'invoice', documentId: ID, how: 'skip', ...CLOSING },
    ]);
    expect(await attributesOf(handle)).toMatchObject({ status: 'skipped', problem: undefined });
    await keepHistory('skip', handle);
  });

  it.each([
    ['nothing', undefined],
    ['no reason', { by: 'Kim' }],
    ['a blank reason', { reason: '  ', by: 'Kim' }],
    ['no name', { reason: 'Wrong customer' }],
  ])('goes on waiting when skip comes with %s', async (what, request) => {
    const systemId = `skip-with-${what.replaceAll(' ', '-')}`;
    const world = worlds.create(systemId, [ID]);
    const handle = await startWaiting(systemId);
    await handle.signal(skipSignal, request);
    await handle.signal(markExportedSignal, request);
    await sleep(300);
    expect(await handle.query(documentStatusQuery)).toMatchObject({ state: 'waiting', problem: noTaxCode });
    expect(world.closed).toEqual([]);
    await handle.signal(skipSignal, CLOSING);
    expect(await handle.result()).toMatchObject({ outcome: 'skipped' });
  });

  it('is marked by a person who booked it by hand', async () => {
    const world = worlds.create('by-hand', [ID]);
    const handle = await startWaiting('by-hand');
    await handle.signal(markExportedSignal, CLOSING);
    expect(await handle.result()).toEqual({ outcome: 'exported-by-hand', attempts: 1 });
    expect(world.closed).toMatchObject([{ how: 'mark-exported', ...CLOSING }]);
    expect(await attributesOf(handle)).toMatchObject({ status: 'done', problem: undefined });
    await keepHistory('mark-exported', handle);
  });

  it('is not harmed by a signal that nobody knows', async () => {
    worlds.create('unknown-signal', [ID]);
    const handle = await startWaiting('unknown-signal');
    await handle.signal('retryPlease', { anything: [1, 2] });
    await sleep(200);
    expect(await handle.query(documentStatusQuery)).toMatchObject({ state: 'waiting' });
    await handle.signal(resyncSignal, {});
    expect(await handle.result()).toMatchObject({ outcome: 'exported' });
  });

  it('waits out an outage, and shows it', async () => {
    const world = worlds.create('resync-outage', [ID]);
    const handle = await startWaiting('resync-outage');
    world.failing.importDocuments = { type: 'ErpUnavailable', message: 'The ERP does not answer.' };
    await handle.signal(resyncSignal, {});
    await eventually(
      'the outage is shown',
      async () => (await handle.query(documentStatusQuery)).outage !== null,
    );
    expect(await handle.query(documentStatusQuery)).toMatchObject({
      state: 'working',
      outage: { message: 'The ERP does not answer.' },
    });
    expect(await attributesOf(handle)).toMatchObject({ status: 'outage', problem: undefined });
    world.failing = {};
    expect(await handle.result()).toEqual({ outcome: 'exported', attempts: 1 });
    expect(await attributesOf(handle)).toMatchObject({ status: 'done' });
    await keepHistory('resync-outage', handle);
  });
});
