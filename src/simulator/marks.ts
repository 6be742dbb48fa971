import type { DocumentId, DocumentType, SystemId } from '../document';
import { ENDPOINTS } from './endpoints';
import { refused, type Parsed } from './parameters';

/** That a document was exported to a system. */
export interface Mark {
  /** The last note; null when the call gave none. */
  readonly note: string | null;
  /** How often the document was marked. */
  readonly times: number;
  /** When it was marked last. */
  readonly atMs: number;
}

/** One element of a mark call. */
export interface MarkRequest {
  readonly documentId: DocumentId;
  readonly systemId: SystemId;
  readonly note: string | null;
}

/** "At most 10 elements per call", TRAEDE's documentation. */
const MAX_ELEMENTS = 10;
const NO_MARKS: ReadonlyMap<DocumentId, Mark> = new Map();

/** Which documents are marked, for each system by itself. */
export class MarkRegister {
  readonly #marks = new Map<string, Map<DocumentId, Mark>>();
  readonly #systemIds = new Set<SystemId>();

  of(systemId: SystemId, documentType: DocumentType): ReadonlyMap<DocumentId, Mark> {
    return this.#marks.get(registerKey(systemId, documentType)) ?? NO_MARKS;
  }

  /** The systems that anything was marked for. */
  get systemIds(): readonly SystemId[] {
    return [...this.#systemIds];
  }

  /** Marking twice is fine: the later note and time stay. */
  add(documentType: DocumentType, { systemId, documentId, note }: MarkRequest, atMs: number): void {
    const key = registerKey(systemId, documentType);
    const marks = this.#marks.get(key) ?? new Map<DocumentId, Mark>();
    this.#marks.set(key, marks);
    this.#systemIds.add(systemId);
    marks.set(documentId, { note, atMs, times: (marks.get(documentId)?.times ?? 0) + 1 });
  }
}

function registerKey(systemId: SystemId, documentType: DocumentType): string {
  return `${documentType} ${systemId}`;
}

/** The elements of a mark call, each by itself good or bad; refused as a whole when the envelope is wrong. */
export function parseMarkBody(
  documentType: DocumentType,
  body: unknown,
): Parsed<readonly Parsed<MarkRequest>[]> {
  const { envelope, idKey } = ENDPOINTS[documentType];
  if (!isObject(body)) return refused('the body must be a JSON object');
  const stray = Object.keys(body).filter((key) => key !== envelope);
  if (stray.length > 0) return refused(`unknown key ${stray.join(', ')}; expected ${envelope}`);
  const elements = body[envelope];
  if (!Array.isArray(elements) || elements.length === 0) return refused(`${envelope} must be a filled array`);
  if (elements.length > MAX_ELEMENTS) return refused(`${envelope} may hold at most ${MAX_ELEMENTS} elements`);
  return {
    ok: true,
    value: elements.map((element: unknown, index) => parseElement(element, `${envelope}.${index}`, idKey)),
  };
}

function parseElement(element: unknown, place: string, idKey: string): Parsed<MarkRequest> {
  if (!isObject(element)) return refused(`${place} must be an object`);
  const stray = Object.keys(element).filter((key) => ![idKey, 'system_id', 'note'].includes(key));
  if (stray.length > 0) return refused(`${place}: unknown key ${stray.join(', ')}`);
  const { [idKey]: documentId, system_id: systemId, note = null } = element;
  if (typeof documentId !== 'number' || !Number.isSafeInteger(documentId)) {
    return refused(`${place}.${idKey} must be an integer`);
  }
  if (typeof systemId !== 'string' || systemId.trim() === '') {
    return refused(`${place}.system_id is required`);
  }
  if (note !== null && typeof note !== 'string') return refused(`${place}.note must be a text`);
  return { ok: true, value: { documentId, systemId, note } };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
