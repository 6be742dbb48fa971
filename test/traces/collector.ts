import { createServer, type IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { portOf } from '../faults/postgres-proxy';

const hex = (digits: number) => z.string().regex(new RegExp(`^(?!0+$)[0-9a-f]{${digits}}$`));
const nanoseconds = z.string().regex(/^[1-9]\d{18}$/);
const attribute = z.strictObject({
  key: z.string().min(1),
  value: z.union([
    z.strictObject({ stringValue: z.string() }),
    z.strictObject({ boolValue: z.boolean() }),
    z.strictObject({ intValue: z.string().regex(/^-?\d+$/) }),
    z.strictObject({ doubleValue: z.number() }),
  ]),
});

const spanSchema = z.strictObject({
  traceId: hex(32),
  spanId: hex(16),
  parentSpanId: hex(16).optional(),
  name: z.string().min(1),
  kind: z.union([z.literal(1), z.literal(3)]),
  startTimeUnixNano: nanoseconds,
  endTimeUnixNano: nanoseconds,
  attributes: z.array(attribute),
  status: z.strictObject({ code: z.union([z.literal(1), z.literal(2)]), message: z.string().optional() }),
  links: z.array(z.strictObject({ traceId: hex(32), spanId: hex(16) })).optional(),
});
export type ReceivedSpan = z.output<typeof spanSchema>;

/** An ExportTraceServiceRequest by opentelemetry-proto, as strict as its JSON is. */
const requestSchema = z.strictObject({
  resourceSpans: z.array(
    z.strictObject({
      resource: z.strictObject({ attributes: z.array(attribute) }),
      scopeSpans: z.array(
        z.strictObject({ scope: z.strictObject({ name: z.string() }), spans: z.array(spanSchema) }),
      ),
    }),
  ),
});

/** A receiver of OTLP over HTTP. */
export interface Collector {
  readonly url: string;
  readonly spans: ReceivedSpan[];
  readonly bodies: string[];
  readonly headers: IncomingHttpHeaders[];
  /** What it answers from now on. */
  answerWith(status: number): void;
  close(): Promise<void>;
}

export async function startCollector(): Promise<Collector> {
  const spans: ReceivedSpan[] = [];
  const bodies: string[] = [];
  const headers: IncomingHttpHeaders[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      headers.push(request.headers);
      bodies.push(body);
      if (status === 200) {
        const { resourceSpans } = requestSchema.parse(JSON.parse(body));
        for (const { scopeSpans } of resourceSpans) spans.push(...scopeSpans.flatMap((scope) => scope.spans));
      }
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    spans,
    bodies,
    headers,
    answerWith(next) {
      status = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** An attribute's value as a text. */
export function attributeOf(span: ReceivedSpan, key: string): string | undefined {
  const value = span.attributes.find((one) => one.key === key)?.value;
  return value === undefined ? undefined : String(Object.values(value)[0]);
}
