import type { ExternalReference } from '../../document';
import type { PlainDate } from '../../plain-date';
import type { CallOptions, Receipt } from '../adapter';
import { reading, type TrytonContext } from './context';
import {
  MODELS,
  modelsOfReference,
  REFERENCE_FIELD,
  searchDocuments,
  type Model,
  type TrytonDocument,
} from './documents';
import { mergedByDate } from './merged-by-date';
import { toWireDate } from './wire';

/** References per search: some hundred kilobytes of answer. */
const FIND_BATCH_SIZE = 200;

/** What Tryton holds posted under these references: one search in each model, for up to 200 references. */
export async function find(
  context: TrytonContext,
  references: readonly ExternalReference[],
  { signal }: CallOptions = {},
): Promise<ReadonlyMap<ExternalReference, Receipt>> {
  const receipts = new Map<ExternalReference, Receipt>();
  for (const model of MODELS) {
    const wanted = references.filter(
      (reference) => isStorable(reference) && modelsOfReference(reference).includes(model),
    );
    for (let start = 0; start < wanted.length; start += FIND_BATCH_SIZE) {
      const batch = wanted.slice(start, start + FIND_BATCH_SIZE);
      const domain = [[REFERENCE_FIELD[model], 'in', batch]];
      for (const { receipt } of await searchPosted(context, { model, domain }, signal)) {
        // The invoice, and the lowest id, should a person have posted a second one by hand.
        if (receipt !== null && !receipts.has(receipt.reference)) receipts.set(receipt.reference, receipt);
      }
    }
  }
  return receipts;
}

/** PostgreSQL refuses NUL in any text, and so cannot hold such a reference. */
function isStorable(reference: string): boolean {
  return !/[\0\p{Cs}]/u.test(reference);
}

type PostedSearch = Pick<Parameters<typeof searchDocuments>[2], 'model' | 'domain' | 'order' | 'limit'>;

function searchPosted(
  context: TrytonContext,
  search: PostedSearch,
  signal?: AbortSignal,
): Promise<TrytonDocument[]> {
  return reading(async () => {
    const { companyId } = await context.books(signal);
    return searchDocuments(context.session, context.settings, { ...search, companyId, posted: true }, signal);
  });
}

/** Oldest first, by day of the books; a page of each model in memory at a time. */
export async function* list(
  context: TrytonContext,
  { since, signal }: { readonly since?: PlainDate } & CallOptions = {},
): AsyncGenerator<Receipt> {
  const streams = MODELS.map((model) => listModel(context, model, since, signal));
  yield* mergedByDate(streams);
}

const DATE_FIELD = { 'account.invoice': 'invoice_date', 'account.move': 'date' } as const;

async function* listModel(
  context: TrytonContext,
  model: Model,
  since: PlainDate | undefined,
  signal?: AbortSignal,
): AsyncGenerator<Receipt, undefined> {
  const date = DATE_FIELD[model];
  const { listPageSize } = context.settings;
  const order = [
    [date, 'ASC'],
    ['id', 'ASC'],
  ] as const;
  const ours = [REFERENCE_FIELD[model], 'like', 'traede:%'];
  let after: readonly unknown[] = since === undefined ? [] : [[date, '>=', toWireDate(since)]];
  for (;;) {
    const search = { model, domain: [ours, ...after], order, limit: listPageSize };
    const page = await searchPosted(context, search, signal);
    let last: { readonly id: number; readonly date: PlainDate } | undefined;
    for (const { id, receipt } of page) {
      if (receipt === null) continue;
      last = { id, date: receipt.date };
      yield receipt;
    }
    if (last === undefined || page.length < listPageSize) return undefined;
    const day = toWireDate(last.date);
    after = [
      [
        'OR',
        [date, '>', day],
        [
          [date, '=', day],
          ['id', '>', last.id],
        ],
      ],
    ];
  }
}
