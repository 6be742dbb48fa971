import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { DOCUMENT_TYPES } from '../document';

const volumeSchema = z.object({ booked: z.int().min(0), drafts: z.int().min(0) });
const documentTypeSchema = z.enum(DOCUMENT_TYPES);

/** What the documents of the file were drawn from; always the first line. */
const originSchema = z.object({
  kind: z.literal('origin'),
  seed: z.int(),
  nowMs: z.int(),
  volumes: z.object({
    invoice: volumeSchema,
    'credit-note': volumeSchema,
    'accounting-entry': volumeSchema,
  }),
});

const eventSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('created'),
    documentType: documentTypeSchema,
    count: z.int().min(1),
    atMs: z.int(),
  }),
  z.object({
    kind: z.literal('edited'),
    documentType: documentTypeSchema,
    documentId: z.int(),
    change: z.record(z.string(), z.unknown()),
    atMs: z.int(),
  }),
  z.object({
    kind: z.literal('marked'),
    documentType: documentTypeSchema,
    marks: z.array(z.object({ documentId: z.int(), systemId: z.string(), note: z.string().nullable() })),
    atMs: z.int(),
  }),
]);

export type Origin = Readonly<z.infer<typeof originSchema>>;
/** What happened after the start. */
export type StateEvent = Readonly<z.infer<typeof eventSchema>>;

/** What happened so far, and the means to add to it. */
export interface StateFile {
  /** Of the file where there was one, else the one given. */
  readonly origin: Origin;
  readonly events: readonly StateEvent[];
  append(event: StateEvent): void;
  close(): void;
}

/**
 * Opens a file of JSON lines, or begins it. A last line that a crash tore is cut off: its caller got no answer.
 * @throws {Error} a line that is not the last cannot be read, or the file belongs to other documents
 */
export function openStateFile(path: string, given: Origin): StateFile {
  const lines = existsSync(path) ? readWholeLines(path) : [];
  const [first, ...rest] = lines;
  const origin = first === undefined ? given : parseLine(path, 1, first, originSchema);
  requireSame(path, origin, given);
  const events = rest.map((line, index) => parseLine(path, index + 2, line, eventSchema));
  const file = openSync(path, 'a');
  const append = (entry: Origin | StateEvent): void => {
    writeSync(file, `${JSON.stringify(entry)}\n`);
  };
  if (first === undefined) append(origin);
  return {
    origin,
    events,
    append,
    close: () => {
      closeSync(file);
    },
  };
}

/** Without a file nothing is kept. */
export function forgetfulState(origin: Origin): StateFile {
  return { origin, events: [], append: () => undefined, close: () => undefined };
}

function readWholeLines(path: string): string[] {
  const bytes = readFileSync(path);
  const wholeLength = bytes.lastIndexOf('\n') + 1;
  if (wholeLength < bytes.length) truncateSync(path, wholeLength);
  const text = bytes.subarray(0, wholeLength).toString('utf8');
  return text === '' ? [] : text.slice(0, -1).split('\n');
}

function parseLine<Entry>(path: string, lineNumber: number, line: string, schema: z.ZodType<Entry>): Entry {
  const parsed = schema.safeParse(parseJson(line));
  if (parsed.success) return parsed.data;
  throw new Error(`state file ${path}: line ${lineNumber} cannot be read; remove the file to start anew`);
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** `now` may differ: a later start goes on with the documents that there were. */
function requireSame(path: string, origin: Origin, given: Origin): void {
  const drawnFrom = ({ seed, volumes }: Origin): string => JSON.stringify([seed, volumes]);
  if (drawnFrom(origin) === drawnFrom(given)) return;
  throw new Error(
    `state file ${path} belongs to seed ${origin.seed} and other counts; use those, or another file`,
  );
}
