/** What the author of an adapter needs: `traede-erp-sync/adapter`. */
export {
  ErpAccessDeniedError,
  ErpNotReadyError,
  ErpUnavailableError,
  type CallOptions,
  type Capabilities,
  type Chart,
  type ChartAccount,
  type ChartTaxCode,
  type CheckResult,
  type ErpAdapter,
  type PostOutcome,
  type Receipt,
  type ReceiptLine,
} from './adapter';
export {
  isUnchanged,
  type Adoption,
  type BookedFacts,
  type BookedKind,
  type CustomerKey,
  type Days,
  type LinkOutcome,
  type LinkRefusal,
  type ToLink,
  type UnlinkedDocument,
} from './adoption';
export { NotWrittenError, notWritten } from './own/not-written';
export type { AdapterSetup, CreateAdapter } from './own/setup';
export type {
  Customer,
  JournalLine,
  JournalPosting,
  LineKind,
  Posting,
  SalesLine,
  SalesPosting,
  Totals,
} from '../accounting/posting';
export {
  DOCUMENT_TYPES,
  documentTypeOf,
  isExternalReference,
  parseExternalReference,
  type DocumentId,
  type DocumentKey,
  type DocumentType,
  type ExternalReference,
  type SystemId,
} from '../document';
export { decimal, formatAmount, parseDecimal, roundToCents, sum, ZERO, type Decimal } from '../money';
export { parsePlainDate, type PlainDate } from '../plain-date';
export { PROBLEM_CODES, type Problem, type ProblemCode } from '../problem';
