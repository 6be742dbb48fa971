import type { Attributes, Span } from './span';

/** The numbers of opentelemetry.proto.trace.v1. */
const KINDS = { internal: 1, client: 3 } as const;
const STATUS_OK = 1;
const STATUS_ERROR = 2;
const NANOSECONDS = '000000';

/** An ExportTraceServiceRequest of OTLP, in protobuf's JSON. */
export function toOtlp(spans: readonly Span[], resource: Attributes): unknown {
  return {
    resourceSpans: [
      {
        resource: { attributes: toKeyValues(resource) },
        scopeSpans: [{ scope: { name: 'traede-erp-sync' }, spans: spans.map(toOtlpSpan) }],
      },
    ],
  };
}

function toOtlpSpan(span: Span): unknown {
  const { traceId, spanId, parentSpanId, name, kind, startMs, endMs, attributes, error, follows } = span;
  return {
    traceId,
    spanId,
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    name,
    kind: KINDS[kind],
    startTimeUnixNano: toNanoseconds(startMs),
    endTimeUnixNano: toNanoseconds(endMs),
    attributes: toKeyValues(error === undefined ? attributes : { ...attributes, 'error.type': error }),
    status: error === undefined ? { code: STATUS_OK } : { code: STATUS_ERROR, message: error },
    ...(follows === undefined ? {} : { links: [follows] }),
  };
}

/** A number of so many digits is no longer exact: written as a text, as protobuf's JSON wants it. */
function toNanoseconds(ms: number): string {
  return `${Math.round(ms)}${NANOSECONDS}`;
}

function toKeyValues(attributes: Attributes): unknown {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: toValue(value) }));
}

function toValue(value: string | number | boolean): unknown {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
