import type { DocumentType } from '../document';

/** How one document type is named in TRAEDE's addresses and JSON. */
export interface Endpoint {
  readonly path: string;
  /** Key of the envelope, in answers and in mark bodies. */
  readonly envelope: string;
  /** Key of the id in an element of a mark body. */
  readonly idKey: string;
  /** What `includes[]` may name. */
  readonly relations: readonly string[];
}

const SALES_RELATIONS = ['customer', 'lines', 'lines.product', 'lines.variant'];

export const ENDPOINTS: Readonly<Record<DocumentType, Endpoint>> = {
  invoice: { path: 'invoices', envelope: 'invoices', idKey: 'invoice_id', relations: SALES_RELATIONS },
  'credit-note': {
    path: 'credit-notes',
    envelope: 'credit_notes',
    idKey: 'credit_note_id',
    relations: SALES_RELATIONS,
  },
  'accounting-entry': {
    path: 'accounting-entries',
    envelope: 'accounting_entries',
    idKey: 'accounting_entry_id',
    relations: [],
  },
};

export type Route =
  | { readonly kind: 'export' | 'mark'; readonly documentType: DocumentType }
  | { readonly kind: 'document'; readonly documentType: DocumentType; readonly documentId: number };
export type RouteKind = Route['kind'];

const ROUTE = /^\/v10\/([a-z-]+)\/(export|mark-as-exported|[1-9]\d{0,14})$/;

/** The endpoint that a request asks for; `undefined` for any other address or method. */
export function matchRoute(method: string, path: string): Route | undefined {
  const [, name, action] = ROUTE.exec(path) ?? [];
  const documentType = documentTypeNamed(name);
  if (documentType === undefined || action === undefined) return undefined;
  if (action === 'mark-as-exported') return method === 'POST' ? { kind: 'mark', documentType } : undefined;
  if (method !== 'GET') return undefined;
  if (action === 'export') return { kind: 'export', documentType };
  return { kind: 'document', documentType, documentId: Number(action) };
}

function documentTypeNamed(name: string | undefined): DocumentType | undefined {
  switch (name) {
    case 'invoices':
      return 'invoice';
    case 'credit-notes':
      return 'credit-note';
    case 'accounting-entries':
      return 'accounting-entry';
    default:
      return undefined;
  }
}
