import { DOCUMENT_TYPES } from '../../src/document';
import type { Simulator } from '../../src/simulator';
import { attributeOf, startCollector, type Collector, type ReceivedSpan } from '../traces/collector';
import { CANARY, canaryCustomer } from './operator-stage';
import type { EndedCommand } from './command';
import { APP_KEY, openSandbox, SYSTEM_ID, TEST_TIMEOUT_MS, TOKEN, type Sandbox } from './sandbox';

const COUNTS = { invoice: 5, 'credit-note': 1, 'accounting-entry': 3 };
const COLLECTOR_TOKEN = 'canary-collector-token';

/** One full sync of a new installation, with a collector. */
describe('traces', () => {
  let sandbox: Sandbox;
  let traede: Simulator;
  let collector: Collector;
  let ended: EndedCommand;
  let badId: number;

  beforeAll(async () => {
    sandbox = openSandbox();
    collector = await startCollector();
    traede = await sandbox.simulator({ counts: COUNTS });
    badId = traede.documents('invoice')[1]?.id ?? 0;
    traede.setBehaviour({
      mutate: (_, document) => ({
        ...document,
        ...(document['customer'] === undefined ? {} : { customer: canaryCustomer(document['customer']) }),
        ...(document['id'] === badId ? { total_price_after_vat: 1 } : {}),
      }),
    });
    ended = await sandbox.run(['up', '--once'], {
      traede,
      environment: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${COLLECTOR_TOKEN}`,
        OTEL_SERVICE_NAME: 'books',
      },
    });
  }, TEST_TIMEOUT_MS);
  afterAll(async () => {
    await sandbox.close();
    await collector.close();
  });

  const named = (name: string): readonly ReceivedSpan[] =>
    collector.spans.filter((span) => span.name === name);
  const parentOf = ({ traceId, parentSpanId }: ReceivedSpan): ReceivedSpan | undefined =>
    collector.spans.find((span) => span.traceId === traceId && span.spanId === parentSpanId);

  it('lead from the schedule to the ERP, in one trace for each run', () => {
    expect(ended.exitCode).toBe(2);
    const runs = named('workflow syncDocuments');
    expect(new Set(runs.map((run) => attributeOf(run, 'temporal.schedule_id')))).toEqual(
      new Set(DOCUMENT_TYPES.map((type) => `sync:${SYSTEM_ID}:${type}`)),
    );
    const posts = named('erp.post');
    expect(posts.length).toBeGreaterThanOrEqual(COUNTS.invoice - 1);
    for (const post of posts) {
      const activity = parentOf(post);
      expect(activity?.name).toBe('activity importDocuments');
      const run = activity === undefined ? undefined : parentOf(activity);
      expect(run?.name).toBe('workflow syncDocuments');
      expect(run?.parentSpanId).toBeUndefined();
      expect(attributeOf(post, 'outcome')).toBe('posted');
      expect(attributeOf(post, 'sync.system')).toBe(SYSTEM_ID);
      expect(attributeOf(run ?? post, 'temporal.schedule_id')).toBe(
        `sync:${SYSTEM_ID}:${attributeOf(post, 'sync.document_type') ?? ''}`,
      );
    }
  });

  it('show the calls to TRAEDE, too', () => {
    expect(new Set(named('traede.export_page').map((page) => parentOf(page)?.name))).toEqual(
      new Set(['activity fetchPage']),
    );
    expect(new Set(named('traede.mark_as_exported').map((mark) => parentOf(mark)?.name))).toEqual(
      new Set(['activity importDocuments']),
    );
  });

  it('are found by the id of the run', () => {
    for (const run of named('workflow syncDocuments')) {
      expect(run.traceId).toBe(attributeOf(run, 'temporal.run_id')?.replaceAll('-', ''));
    }
  });

  it('have every span once, and each call within an activity of its trace', () => {
    const ids = collector.spans.map(({ traceId, spanId }) => `${traceId}/${spanId}`);
    expect(new Set(ids).size).toBe(ids.length);
    for (const span of collector.spans) {
      expect(BigInt(span.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(span.startTimeUnixNano));
      if (/^(erp|traede)\./.test(span.name)) expect(parentOf(span)?.name).toMatch(/^activity /);
    }
  });

  it('go to the collector with its own credentials, and hold no others, and no customer', () => {
    expect(collector.headers[0]?.authorization).toBe(`Bearer ${COLLECTOR_TOKEN}`);
    const text = collector.bodies.join('\n');
    expect(text).toContain('"books"');
    for (const secret of [TOKEN, APP_KEY, COLLECTOR_TOKEN, ...Object.values(CANARY)]) {
      expect(text).not.toContain(secret);
    }
    expect(text).not.toMatch(/https?:\/\//);
  });
});
