import type { z } from 'zod';
import type { DocumentType } from '../document';
import { DOCUMENT_TYPE_NAMES } from '../document';
import type { Problem } from '../problem';
import { parseAccountingEntry } from './accounting-entry';
import type { TraedeDocument } from './document';
import { isRecord, readDocumentId } from './fields';
import { JsonTextError, parseJson } from './json';
import { parseCreditNote, parseInvoice } from './sales-document';

/** A document that the books can be made from; or why it is none. */
export type ParsedDocument =
  | { readonly ok: true; readonly document: TraedeDocument }
  | { readonly ok: false; readonly problem: Problem };

/** Fields named in one problem: with more wrong than this, the document as a whole is. */
const MAX_NAMED_ISSUES = 5;

/**
 * Reads one document as TRAEDE sent it. Never throws, whatever the text is: a document that cannot be read yields a
 * `malformed-document` that names the fields and the kinds of what was found in them; of values only a day that does not
 * exist.
 */
export function parseDocument(documentType: DocumentType, json: string): ParsedDocument {
  const value = readJson(json);
  if (value instanceof JsonTextError) return malformed(documentType, undefined, value.message);
  const outcome = parseValue(documentType, value);
  if (outcome.success) return { ok: true, document: outcome.data };
  const id = isRecord(value) ? readDocumentId(value['id']) : undefined;
  return malformed(documentType, id, describeIssues(outcome.error.issues));
}

function readJson(json: string): unknown {
  try {
    return parseJson(json);
  } catch (error) {
    if (error instanceof JsonTextError) return error;
    throw error;
  }
}

type Outcome =
  | { readonly success: true; readonly data: TraedeDocument }
  | { readonly success: false; readonly error: { readonly issues: readonly z.core.$ZodIssue[] } };

function parseValue(documentType: DocumentType, value: unknown): Outcome {
  switch (documentType) {
    case 'invoice':
      return parseInvoice(value);
    case 'credit-note':
      return parseCreditNote(value);
    case 'accounting-entry':
      return parseAccountingEntry(value);
  }
}

function malformed(documentType: DocumentType, id: number | undefined, why: string): ParsedDocument {
  const name = `${DOCUMENT_TYPE_NAMES[documentType].one}${id === undefined ? '' : ` ${id}`}`;
  return {
    ok: false,
    problem: {
      code: 'malformed-document',
      message: `The ${name} cannot be read: ${why}`,
      remedy:
        'Correct it in TRAEDE and resync it. If it looks right there, ask TRAEDE why the export sends it like this; ' +
        'where lines are missing, check the includes of the endpoint in the configuration.',
    },
  };
}

function describeIssues(issues: readonly z.core.$ZodIssue[]): string {
  const named = issues.slice(0, MAX_NAMED_ISSUES).map(({ path, message }) => `${fieldPath(path)} ${message}`);
  const more = issues.length > named.length ? `; and ${issues.length - named.length} more` : '';
  return `${named.join('; ')}${more}.`;
}

/** `lines[3].quantity`; all its names are ours, none is taken from the document. */
function fieldPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'it';
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`));
  return `"${steps.join('').replace(/^\./, '')}"`;
}
