import { traceSettings } from '../../src/traces/settings';
import { openExporter, type SpanExporter } from '../../src/traces/exporter';
import { runContext, spanIdOf, type Span } from '../../src/traces/span';
import { traced } from '../../src/traces/traced';
import { createTracer } from '../../src/traces/tracer';
import type { Environment } from '../../src/config/environment';
import { startCollector, type Collector } from './collector';

const RUN_ID = '01a215f3-a488-7a53-b7a8-6f0e6569ac67';
const run = runContext(RUN_ID);

function kept(): { readonly spans: Span[]; readonly exporter: SpanExporter } {
  const spans: Span[] = [];
  return { spans, exporter: { take: (span) => spans.push(span), close: () => Promise.resolve() } };
}

const activity = {
  name: 'activity importDocuments',
  attributes: { 'sync.system': 'acme' },
  spanId: spanIdOf('a'),
};

/** A class with a private field, as an adapter of somebody's own may be. */
class Erp {
  readonly #company = 'acme';
  readonly optional = undefined;
  firstOpenDay(): Promise<string> {
    return Promise.resolve(this.#company);
  }
  post(): Promise<never> {
    return Promise.reject(new TypeError('a customer by name'));
  }
  company(): string {
    return this.#company;
  }
}

describe('a traced object', () => {
  it('does what it did, and its calls are children of the activity that made them', async () => {
    const { spans, exporter } = kept();
    const tracer = createTracer(exporter, 1);
    const erp = traced(new Erp(), 'erp', ['firstOpenDay', 'post'], tracer);
    await tracer.inRun(run, activity, async () => {
      expect(await erp.firstOpenDay()).toBe('acme');
      await expect(erp.post()).rejects.toThrow('a customer by name');
    });
    expect(spans.map(({ name, error }) => [name, error])).toEqual([
      ['erp.first_open_day', undefined],
      ['erp.post', 'TypeError'],
      ['activity importDocuments', undefined],
    ]);
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([RUN_ID.replaceAll('-', '')]));
    expect(spans.map(({ parentSpanId }) => parentSpanId)).toEqual([
      activity.spanId,
      activity.spanId,
      run.spanId,
    ]);
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(3);
    expect(JSON.stringify(spans)).not.toContain('a customer by name');
  });

  it('records nothing outside of a run, and keeps what is not there absent', async () => {
    const { spans, exporter } = kept();
    const erp = traced(new Erp(), 'erp', ['firstOpenDay'], createTracer(exporter, 1));
    expect(await erp.firstOpenDay()).toBe('acme');
    expect(erp.company()).toBe('acme');
    expect(erp.optional).toBeUndefined();
    expect(spans).toEqual([]);
  });
});

it('records the same share of runs wherever they are worked on', async () => {
  const runIds = Array.from(
    { length: 400 },
    (_, index) => spanIdOf('run', index).padEnd(20, '0') + spanIdOf('end', index).slice(0, 12),
  );
  const traceIds: Set<string>[] = [];
  for (let worker = 0; worker < 2; worker += 1) {
    const { spans, exporter } = kept();
    const tracer = createTracer(exporter, 0.25);
    for (const id of runIds) await tracer.inRun(runContext(id), activity, () => Promise.resolve());
    traceIds.push(new Set(spans.map(({ traceId }) => traceId)));
  }
  expect(traceIds[0]).toEqual(traceIds[1]);
  expect(traceIds[0]?.size).toBeGreaterThan(60);
  expect(traceIds[0]?.size).toBeLessThan(140);
});

describe('a collector that is away', () => {
  let collector: Collector;
  beforeEach(async () => {
    collector = await startCollector();
  });
  afterEach(() => collector.close());

  const span = (index: number): Span => ({
    ...run,
    spanId: spanIdOf('span', index),
    name: 'erp.post',
    kind: 'client',
    startMs: Date.UTC(2026, 0, 1),
    endMs: Date.UTC(2026, 0, 1),
    attributes: { index },
  });
  const open = (said: string[], environment: Environment = {}): SpanExporter => {
    const settings = traceSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...environment }, '1');
    if (settings === undefined) throw new Error('an endpoint turns traces on');
    return openExporter(settings, (text) => said.push(text));
  };

  it('costs the oldest spans, and is told once', async () => {
    const said: string[] = [];
    collector.answerWith(503);
    const exporter = open(said);
    for (let index = 0; index < 3_000; index += 1) exporter.take(span(index));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(said).toEqual([
      'traces cannot be delivered to the collector: it answers 503; nothing else is affected',
    ]);
    collector.answerWith(200);
    await exporter.close();
    expect(collector.spans).toHaveLength(2_048);
    expect(collector.spans.at(-1)?.spanId).toBe(spanIdOf('span', 2_999));
  });

  it('delays no end', async () => {
    const said: string[] = [];
    const exporter = open(said, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
    exporter.take(span(1));
    await exporter.close();
    expect(said).toEqual([expect.stringMatching(/does not answer \(ECONNREFUSED\)/)]);
  });
});

describe('the environment', () => {
  it.each<[string, Environment, string | undefined]>([
    ['nothing', {}, undefined],
    ['an endpoint', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/' }, 'http://c:4318/v1/traces'],
    ['one for traces', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://c/otlp' }, 'https://c/otlp'],
    ['the exporter alone', { OTEL_TRACES_EXPORTER: 'otlp' }, 'http://localhost:4318/v1/traces'],
    ['none', { OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' }, undefined],
    ['disabled', { OTEL_SDK_DISABLED: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' }, undefined],
    ['an empty one', { OTEL_EXPORTER_OTLP_ENDPOINT: '' }, undefined],
  ])('with %s', (_, environment, url) => {
    expect(traceSettings(environment, '1')?.url).toBe(url);
  });

  it.each<[string, Environment, RegExp]>([
    ['gRPC', { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, /set OTEL_EXPORTER_OTLP_PROTOCOL to http\/json/],
    ['another exporter', { OTEL_TRACES_EXPORTER: 'zipkin' }, /is "zipkin"; write otlp or none/],
    ['no address', { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, /write it as http:\/\/collector:4318/],
    [
      'headers without a name',
      { OTEL_EXPORTER_OTLP_HEADERS: 'canary' },
      /^OTEL_EXPORTER_OTLP_HEADERS is no list of name=value/,
    ],
    ['another sampler', { OTEL_TRACES_SAMPLER: 'jaeger_remote' }, /write traceidratio/],
    [
      'half a share',
      { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '50%' },
      /no number from 0 to 1/,
    ],
  ])('refuses %s', (_, environment, message) => {
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' };
    expect(() => traceSettings({ ...endpoint, ...environment }, '1')).toThrow(message);
  });

  it('names the service, and reads its headers', () => {
    const settings = traceSettings(
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318',
        OTEL_EXPORTER_OTLP_HEADERS: 'x-one=a%20b, x-two=c=d',
        OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=test',
        OTEL_TRACES_SAMPLER: 'traceidratio',
        OTEL_TRACES_SAMPLER_ARG: '0.5',
      },
      '1.2.3',
    );
    expect(settings).toMatchObject({
      headers: { 'x-one': 'a b', 'x-two': 'c=d' },
      resource: {
        'service.name': 'traede-erp-sync',
        'service.version': '1.2.3',
        'deployment.environment': 'test',
      },
      share: 0.5,
    });
  });
});
