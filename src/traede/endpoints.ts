import type { DocumentType } from '../document';

/** Everything in TRAEDE's API that differs between the document types. */
export interface TraedeEndpoint {
  /** Path below the base URL of the call that lists documents not yet exported. */
  readonly exportPath: string;
  /** Path below the base URL of the call that marks documents as exported. */
  readonly markPath: string;
  /** Key of the list of documents in the export's answer. */
  readonly envelopeKey: string;
  /** Key of the list of marks in the body of the mark call. */
  readonly markKey: string;
  /** Key of the document's id in one mark. */
  readonly elementIdKey: string;
  /** What TRAEDE shall load with each document; it loads nothing by itself. */
  readonly includes: readonly string[];
  /** Whether drafts exist, and are to be kept out with `include_non_booked=0`. */
  readonly hasDrafts: boolean;
}

export type TraedeEndpoints = Readonly<Record<DocumentType, TraedeEndpoint>>;

/** Replacements for single cells of the table, where a TRAEDE installation differs. */
export type TraedeEndpointOverrides = Readonly<Partial<Record<DocumentType, EndpointOverride | undefined>>>;

type EndpointOverride = { readonly [Key in keyof TraedeEndpoint]?: TraedeEndpoint[Key] | undefined };

const SALES_INCLUDES = ['customer', 'lines', 'lines.product', 'lines.variant'] as const;

/**
 * As TRAEDE documents them, with its slips mended: the reference prints the credit notes' mark path with a space,
 * and the guide's sample for accounting entries sends the keys of credit notes.
 */
export const TRAEDE_ENDPOINTS: TraedeEndpoints = {
  invoice: {
    exportPath: '/v10/invoices/export',
    markPath: '/v10/invoices/mark-as-exported',
    envelopeKey: 'invoices',
    markKey: 'invoices',
    elementIdKey: 'invoice_id',
    includes: SALES_INCLUDES,
    hasDrafts: true,
  },
  'credit-note': {
    exportPath: '/v10/credit-notes/export',
    markPath: '/v10/credit-notes/mark-as-exported',
    envelopeKey: 'credit_notes',
    markKey: 'credit_notes',
    elementIdKey: 'credit_note_id',
    includes: SALES_INCLUDES,
    hasDrafts: true,
  },
  'accounting-entry': {
    exportPath: '/v10/accounting-entries/export',
    markPath: '/v10/accounting-entries/mark-as-exported',
    envelopeKey: 'accounting_entries',
    markKey: 'accounting_entries',
    elementIdKey: 'accounting_entry_id',
    includes: [],
    hasDrafts: false,
  },
};

/**
 * The table with `overrides` laid over it.
 * @throws RangeError for a path that is not absolute or carries a query: paths stand in error messages and logs,
 * queries may hold what must not.
 */
export function resolveEndpoints(overrides: TraedeEndpointOverrides = {}): TraedeEndpoints {
  return {
    invoice: resolveEndpoint('invoice', overrides.invoice),
    'credit-note': resolveEndpoint('credit-note', overrides['credit-note']),
    'accounting-entry': resolveEndpoint('accounting-entry', overrides['accounting-entry']),
  };
}

function resolveEndpoint(type: DocumentType, override: EndpointOverride | undefined): TraedeEndpoint {
  const standard = TRAEDE_ENDPOINTS[type];
  return {
    exportPath: plainPath(override?.exportPath ?? standard.exportPath),
    markPath: plainPath(override?.markPath ?? standard.markPath),
    envelopeKey: override?.envelopeKey ?? standard.envelopeKey,
    markKey: override?.markKey ?? standard.markKey,
    elementIdKey: override?.elementIdKey ?? standard.elementIdKey,
    includes: override?.includes ?? standard.includes,
    hasDrafts: override?.hasDrafts ?? standard.hasDrafts,
  };
}

/** One leading slash only: `//host` would name another host. */
const PLAIN_PATH = /^\/(?!\/)[\w.~%/-]+$/;

function plainPath(path: string): string {
  if (!PLAIN_PATH.test(path)) {
    throw new RangeError(
      'A TRAEDE endpoint path must start with one "/" and hold no query, e.g. "/v10/invoices/export".',
    );
  }
  return path;
}
