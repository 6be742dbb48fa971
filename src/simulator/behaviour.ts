import { z } from 'zod';
import type { DocumentType } from '../document';

/** The orders that a list may come in: TRAEDE documents none. */
export const ORDERS = ['id-asc', 'id-desc', 'created-desc', 'random-per-call'] as const;

/**
 * How this TRAEDE behaves where the documentation leaves it open, and how it may misbehave. Settings can be changed
 * while it runs; {@link DEFAULT_BEHAVIOUR} is the plainest reading.
 */
export const behaviourSchema = z.strictObject({
  /** `random-per-call`: another order for each call, drawn from the seed. */
  order: z.enum(ORDERS),
  /** Pages hold fewer documents than `limit` (at least one), but none is left out over all pages. */
  pageShort: z.boolean(),
  /** `page` is ignored: `first-page` answers the first `limit` documents, `everything` all of them. */
  ignorePaging: z.enum(['no', 'first-page', 'everything']),
  /** A document comes twice: at both ends of each page, or on the last place of a page and the first of the next. */
  duplicates: z.enum(['no', 'same-page', 'across-pages']),
  /** Each call for a page after the first finds `perCall` new documents at the front of the list, `atMost` in all. */
  insertWhileWalking: z.strictObject({ perCall: z.int().min(0), atMost: z.int().min(0) }),
  /** Amounts, percentages and quantities as JSON strings, with four decimals; ids stay integers. */
  numbersAsStrings: z.boolean(),
  /** `2026-11-20T10:00:00.000000Z`, `2026-11-20 10:00:00` or `2026-11-20`. */
  dateFormat: z.enum(['iso', 'sql', 'plain']),
  /** Adds the undocumented `invoice_date` or `credit_note_date`, `due_date` and `payment_term`. */
  documentDates: z.boolean(),
  /** Adds the undocumented `total` next to the documents. */
  total: z.boolean(),
  /** How `GET /v10/invoices/{id}` answers: it is not documented, so by default it is not there. */
  singleDocument: z.enum(['absent', 'enveloped', 'bare']),
  /** What a successful mark call answers: the elements again, 204, an empty 200, or `{}`. */
  markAnswer: z.enum(['echo', 'no-content', 'empty', 'empty-object']),
  /** A mark call with a bad element still marks the good ones (it answers 422 in any case). */
  partialMarks: z.boolean(),
  /** That many lines on every invoice and on most credit notes; null: a few, at random. */
  documentLines: z.int().min(1).max(5000).nullable(),
});

/** Changes a document just before it is sent: to plant one that is malformed or whose sums are wrong. */
export type Mutate = (documentType: DocumentType, document: Readonly<Record<string, unknown>>) => unknown;

export type BehaviourSettings = Readonly<z.infer<typeof behaviourSchema>>;

export interface Behaviour extends BehaviourSettings {
  /** Only from code; null: documents are sent as they are. */
  readonly mutate: Mutate | null;
}

export const DEFAULT_BEHAVIOUR: Behaviour = {
  order: 'id-asc',
  pageShort: false,
  ignorePaging: 'no',
  duplicates: 'no',
  insertWhileWalking: { perCall: 0, atMost: 0 },
  numbersAsStrings: false,
  dateFormat: 'sql',
  documentDates: false,
  total: false,
  singleDocument: 'absent',
  markAnswer: 'echo',
  partialMarks: false,
  documentLines: null,
  mutate: null,
};
