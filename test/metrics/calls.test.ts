import { createServer, type Server } from 'node:http';
import { CancelledFailure } from '@temporalio/common';
import { externalReference } from '../../src/document';
import { LOOPBACK } from '../../src/embedded/ports';
import { ErpAccessDeniedError, ErpUnavailableError } from '../../src/erp/adapter';
import { openHttpPool } from '../../src/http/pool';
import { measured } from '../../src/metrics/measured-call';
import { measuredErp } from '../../src/metrics/measured-erp';
import { measuredTraede } from '../../src/metrics/measured-traede';
import { createMetrics } from '../../src/metrics/metrics';
import { startSimulator, type Simulator } from '../../src/simulator';
import { createTraedeClient } from '../../src/traede/client';
import { createScriptedErp } from '../support/scripted-erp';
import { createTestMeter } from './meter';

const CALL = { systemId: 'acme', side: 'erp', operation: 'find' } as const;
const calls = (operation: string, outcome: string, side = 'erp') =>
  `traede_sync_calls{operation=${operation},outcome=${outcome},side=${side},system=acme}`;
const answers = (status: string, side = 'erp') =>
  `traede_sync_http_answers{side=${side},status=${status},system=acme}`;

function recorded() {
  const { meter, values } = createTestMeter();
  const metrics = createMetrics(meter, ['acme']);
  const counted = (): Readonly<Record<string, number>> =>
    Object.fromEntries(
      [...values].filter(([name, value]) => value !== 0 && !name.startsWith('traede_sync_call_duration')),
    );
  return { metrics, values, counted };
}

describe('calls of either side', () => {
  it('begin at zero, so that the first is seen as an increase', () => {
    const { values } = recorded();
    expect(values.get(calls('post', 'rejected'))).toBe(0);
    expect(values.get(calls('mark', 'denied', 'traede'))).toBe(0);
    expect(values.get(answers('429'))).toBe(0);
  });

  it.each([
    [new ErpUnavailableError('away'), 'unavailable'],
    [new ErpAccessDeniedError('no'), 'denied'],
    [new TypeError('a bug'), 'failed'],
  ])('are counted by how they ended: %s', async (error, outcome) => {
    const { metrics, values, counted } = recorded();
    await expect(measured(metrics, CALL, () => Promise.reject(error))).rejects.toBe(error);
    expect(counted()).toEqual({ [calls('find', outcome)]: 1 });
    expect(values.get('traede_sync_call_duration_seconds{operation=find,side=erp,system=acme}')).toBe(1);
  });

  it('say nothing when we ended them ourselves', async () => {
    const { metrics, counted } = recorded();
    const ended = measured(metrics, CALL, () => Promise.reject(new CancelledFailure('the worker ends')));
    await expect(ended).rejects.toThrow();
    expect(counted()).toEqual({});
  });

  it('of an adapter are measured, whatever it cannot do stays away, and its answers are its own', async () => {
    const { metrics, counted } = recorded();
    const erp = measuredErp(createScriptedErp(), 'acme', metrics);
    const reference = externalReference({ systemId: 'acme', documentType: 'invoice', documentId: 1 });
    expect(await erp.find([reference])).toEqual(new Map());
    for await (const receipt of erp.list()) expect(receipt).toBeUndefined();
    expect(counted()).toEqual({ [calls('find', 'ok')]: 1, [calls('list', 'ok')]: 1 });
    expect(Object.keys(erp).toSorted()).toEqual(Object.keys(measuredErp(erp, 'acme', metrics)).toSorted());
    expect(erp.adoption).toBeUndefined();
  });
});

describe('HTTP answers', () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const status = Number(request.url?.slice(1));
      if (status === 0) request.socket.destroy();
      else response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
    const address = server.address();
    url = `http://${LOOPBACK}:${typeof address === 'object' ? address?.port : ''}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('are counted for the call below which they arrive, also of two at once', async () => {
    const { metrics, counted } = recorded();
    const pool = openHttpPool({ maxSockets: 4, maxAnswerBytes: 1_000 });
    const ask = async (...statuses: readonly number[]): Promise<void> => {
      for (const status of statuses) await pool.instance.get(`${url}/${status}`).catch(() => undefined);
    };
    await Promise.all([
      measured(metrics, CALL, () => ask(200, 204, 302, 404, 0)),
      measured(metrics, { ...CALL, side: 'traede', operation: 'export' }, () => ask(200, 429, 503)),
    ]);
    // Below no call: nobody counts it.
    await ask(200);
    pool.close();
    expect(counted()).toEqual({
      [calls('find', 'ok')]: 1,
      [calls('export', 'ok', 'traede')]: 1,
      [answers('2xx')]: 2,
      [answers('3xx')]: 1,
      [answers('4xx')]: 1,
      [answers('none')]: 1,
      [answers('2xx', 'traede')]: 1,
      [answers('429', 'traede')]: 1,
      [answers('5xx', 'traede')]: 1,
    });
  });

  it('tell that an uncertain posting was one too many', async () => {
    const { metrics, counted } = recorded();
    const pool = openHttpPool({ maxSockets: 1, maxAnswerBytes: 1_000 });
    const post = measured(
      metrics,
      { ...CALL, operation: 'post' },
      () => pool.instance.get(`${url}/429`),
      () => 'uncertain',
    );
    await post;
    pool.close();
    expect(counted()).toEqual({ [calls('post', 'rate-limited')]: 1, [answers('429')]: 1 });
  });
});

describe('a real client of TRAEDE', () => {
  let traede: Simulator;
  beforeAll(async () => {
    traede = await startSimulator({ counts: { invoice: 2, 'credit-note': 0, 'accounting-entry': 0 } });
  });
  afterAll(() => traede.stop());

  it('is measured by what TRAEDE answers', async () => {
    const { metrics, counted } = recorded();
    const { url: baseUrl, token: accessToken, appKey } = traede;
    const plain = createTraedeClient({ baseUrl, accessToken, appKey, systemId: 'acme' });
    const client = measuredTraede(plain, 'acme', metrics);
    const page = () => client.exportPage('invoice', { page: 0, limit: 10 });
    const { documents } = await page();
    await client.markAsExported('invoice', [{ documentId: documents[0]?.id ?? 0, note: 'Booked' }]);
    for (const kind of ['unauthorized', 'rate-limit', 'server-error', 'validation'] as const) {
      traede.setFaults([{ kind, times: 1 }]);
      await expect(page()).rejects.toThrow();
    }
    expect(counted()).toEqual({
      [calls('export', 'ok', 'traede')]: 1,
      [calls('mark', 'ok', 'traede')]: 1,
      [calls('export', 'denied', 'traede')]: 1,
      [calls('export', 'rate-limited', 'traede')]: 1,
      [calls('export', 'unavailable', 'traede')]: 1,
      [calls('export', 'rejected', 'traede')]: 1,
      [answers('2xx', 'traede')]: 2,
      [answers('4xx', 'traede')]: 2,
      [answers('429', 'traede')]: 1,
      [answers('5xx', 'traede')]: 1,
    });
  });
});
