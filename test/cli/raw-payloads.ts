/** A payload in a history as Temporal keeps it. */
export interface RawPayload {
  readonly encoding: string;
  /** `none` where it is plain. */
  readonly keyId: string;
  readonly text: string;
  /** In protobuf's JSON. */
  readonly payload: unknown;
}

/**
 * All payloads in a history, but for search attributes, which are never encrypted, and for the last result of the schedule,
 * which Temporal carries along from an earlier run, as that run wrote it.
 */
export function payloadsIn(value: unknown): readonly RawPayload[] {
  if (Array.isArray(value)) return value.flatMap(payloadsIn);
  if (!isRecord(value)) return [];
  const { metadata, data } = value;
  if (isRecord(metadata) && typeof metadata['encoding'] === 'string') {
    const text = typeof data === 'string' ? plain(data) : '';
    const keyId = metadata['encryption-key-id'];
    return [
      {
        encoding: plain(metadata['encoding']),
        keyId: typeof keyId === 'string' ? plain(keyId) : 'none',
        text,
        payload: value,
      },
    ];
  }
  return Object.entries(value).flatMap(([name, content]) => (LEFT_OUT.has(name) ? [] : payloadsIn(content)));
}

const LEFT_OUT: ReadonlySet<string> = new Set(['searchAttributes', 'lastCompletionResult']);

/** In the order in which they first appear. */
export function keyIdsIn(payloads: readonly RawPayload[]): readonly string[] {
  return [...new Set(payloads.map(({ keyId }) => keyId))];
}

/** Everything that can be read in a history, payloads opened; without ids of workflows and search attributes. */
export function rawTextOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(rawTextOf).join('\n');
  if (!isRecord(value)) return '';
  const own = isRecord(value['metadata']) ? payloadsIn(value).map(({ text }) => text) : [];
  const others = Object.entries(value).flatMap(([name, content]) =>
    OUTSIDE_OF_PAYLOADS.has(name) ? [] : [rawTextOf(content)],
  );
  return [...own, ...others].join('\n');
}

/** What Temporal itself needs to read. */
const OUTSIDE_OF_PAYLOADS: ReadonlySet<string> = new Set([
  'workflowId',
  'searchAttributes',
  'data',
  'taskQueue',
]);

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function plain(base64: string): string {
  return Buffer.from(base64, 'base64').toString('latin1');
}
