import type { DocumentId } from '../document';
import type { TraedeCall } from './errors';
import { TraedeUnavailableError, TraedeUnexpectedError } from './errors';
import { isList, isRecord, readDocumentId } from './fields';
import { asParsed, JsonTextError, parseJsonVerbatim, stringifyJson } from './json';
import { redact } from '../redact';

export interface ExportPage {
  readonly documents: readonly RawDocument[];
}

/** A document as TRAEDE sent it. */
export interface RawDocument {
  /** Undefined where the element has no positive integer id that JavaScript holds exactly. */
  readonly id: DocumentId | undefined;
  /** Compact JSON, all digits of its numbers kept. */
  readonly json: string;
}

/** Keys named in an error: enough to recognise the shape. */
const MAX_NAMED_KEYS = 10;
const MAX_NAMED_KEY_LENGTH = 40;

/** What the body of a 2xx answer is needed for. */
export interface ExportAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Reads `{"<envelopeKey>":[…]}`, and also `[…]` and `{"data":[…]}`.
 * @throws TraedeUnavailableError for a body that is missing, broke off or comes from a proxy (HTML)
 * @throws TraedeUnexpectedError for any other shape
 */
export function readExportPage(
  call: TraedeCall,
  answer: ExportAnswer,
  envelopeKey: string,
  secrets: readonly string[],
): ExportPage {
  const value = parseBody(call, answer);
  const elements = elementsOf(value, envelopeKey);
  if (elements === undefined) {
    const next = "Compare it with TRAEDE's documentation; the envelope key can be set in the configuration.";
    throw new TraedeUnexpectedError(
      call,
      answer.status,
      `expected a list under "${envelopeKey}", found ${describeShape(value, secrets)}. ${next}`,
    );
  }
  return { documents: elements.map(toRawDocument) };
}

function elementsOf(value: unknown, envelopeKey: string): readonly unknown[] | undefined {
  if (isList(value)) return value;
  if (!isRecord(value)) return undefined;
  for (const key of [envelopeKey, 'data']) {
    const elements = Object.hasOwn(value, key) ? value[key] : undefined;
    if (isList(elements)) return elements;
  }
  return undefined;
}

function toRawDocument(element: unknown): RawDocument {
  return {
    id: isRecord(element) ? readDocumentId(asParsed(element['id'])) : undefined,
    json: stringifyJson(element),
  };
}

function parseBody(call: TraedeCall, { status, body }: ExportAnswer): unknown {
  try {
    return parseJsonVerbatim(body);
  } catch (error) {
    throw unreadable(call, status, body, error instanceof JsonTextError && error.reason === 'depth');
  }
}

function unreadable(
  call: TraedeCall,
  status: number,
  body: string,
  tooDeep: boolean,
): TraedeUnavailableError | TraedeUnexpectedError {
  const [first] = body.trimStart();
  if (!tooDeep) {
    if (first === '<') {
      return new TraedeUnavailableError(
        call,
        status,
        `TRAEDE answered ${status} with HTML, likely a proxy's page.`,
      );
    }
    if (first === undefined) {
      return new TraedeUnavailableError(call, status, `TRAEDE answered ${status} without a body.`);
    }
    if (first === '{' || first === '[') {
      return new TraedeUnavailableError(call, status, `TRAEDE answered ${status} with JSON that breaks off.`);
    }
  }
  const what = tooDeep ? 'JSON that is nested too deeply' : 'something that is not JSON';
  return new TraedeUnexpectedError(
    call,
    status,
    `TRAEDE answered ${status} with ${what}. Check the base URL and the endpoint paths in the configuration.`,
  );
}

function describeShape(value: unknown, secrets: readonly string[]): string {
  if (!isRecord(value)) return value === null ? 'null' : `a ${typeof value}`;
  const keys = Object.keys(value);
  if (keys.length === 0) return 'an object without keys';
  const named = keys.slice(0, MAX_NAMED_KEYS).map((key) => `"${redact(key, secrets, MAX_NAMED_KEY_LENGTH)}"`);
  const more = keys.length > named.length ? ` and ${keys.length - named.length} more` : '';
  return `an object with ${named.join(', ')}${more}`;
}
