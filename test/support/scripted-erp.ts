import type { Posting } from '../../src/accounting/posting';
import type { ExternalReference } from '../../src/document';
import {
  ErpAccessDeniedError,
  ErpUnavailableError,
  type Capabilities,
  type ErpAdapter,
  type PostOutcome,
  type Receipt,
} from '../../src/erp/adapter';
import { decimal, ZERO } from '../../src/money';
import type { PlainDate } from '../../src/plain-date';
import type { Problem } from '../../src/problem';

/** What may happen to one call. A worker that dies is an error that no contract knows. */
export const POST_FAULTS = [
  /** Never arrived; the adapter cannot know. */
  'request-lost',
  /** The ERP acted; the answer was lost. */
  'answer-lost',
  /** No answer; the ERP acts shortly before its settle time has passed. */
  'acts-late',
  'worker-dies-before',
  'worker-dies-after',
  'worker-dies-acts-late',
  'rejected',
  /** The ERP adds a cent. */
  'posted-differently',
  'unavailable',
  'access-denied',
] as const;
export const FIND_FAULTS = ['unavailable', 'access-denied', 'worker-dies-before'] as const;
export type Fault = (typeof POST_FAULTS)[number] | (typeof FIND_FAULTS)[number];

export type ErpCall =
  | { readonly kind: 'find'; readonly references: readonly ExternalReference[] }
  | { readonly kind: 'post'; readonly reference: ExternalReference };

export interface ScriptedErpOptions extends Partial<Capabilities> {
  /** Whether a second posting under one reference is refused. Default true. */
  readonly enforcesUniqueness?: boolean;
  /** Whose books. Default `scripted`. */
  readonly company?: string;
  /** Runs while the ERP works on a posting, before it acts. */
  readonly whilePosting?: (posting: Posting) => Promise<void>;
}

export interface ScriptedErp extends ErpAdapter {
  /** All calls, in order of arrival. */
  readonly calls: readonly ErpCall[];
  /** Everything under a reference: more than one is a double posting. */
  held(reference: ExternalReference): readonly Receipt[];
  /** The `call`-th call from now on (1 is the next one, of either kind) meets a fault that fits its kind. */
  failAt(call: number, fault: Fault): void;
  /** Always refuses this document. */
  refuse(reference: ExternalReference, problem: Problem): void;
  remove(reference: ExternalReference): void;
  alter(reference: ExternalReference, change: (receipt: Receipt) => Receipt): void;
  /** Lets the ERP's clock run: what acts late, acts. */
  passTime(ms: number): void;
  /** Holds every day before this one closed; `firstOpenDay` answers with it. */
  closeBefore(day: PlainDate): void;
}

export const ERP_REFUSES: Problem = {
  code: 'erp-rejected',
  message: 'The ERP refuses it.',
  remedy: 'Mend it, then resync.',
};

export const PERIOD_CLOSED: Problem = {
  code: 'period-closed',
  message: 'The day lies in a closed period.',
  remedy: 'Open the period, then resync.',
};

export class WorkerDied extends Error {
  override readonly name = 'WorkerDied';
}

/** A small ERP in memory, honest about what a network and a dying caller can do to a call. */
export function createScriptedErp(options: ScriptedErpOptions = {}): ScriptedErp {
  const capabilities: Capabilities = {
    uniqueness: 'unique-reference',
    concurrency: 1,
    order: 'any',
    settleTimeMs: 60_000,
    ...options,
  };
  const books = createBooks(options.enforcesUniqueness ?? true, capabilities.settleTimeMs);
  const calls: ErpCall[] = [];
  const faults = new Map<number, Fault>();
  const refusals = new Map<ExternalReference, Problem>();
  let openFrom: PlainDate | undefined;
  const arrive = (call: ErpCall): Fault | undefined => {
    calls.push(call);
    return faults.get(calls.length);
  };
  return {
    name: 'scripted',
    company: options.company ?? 'scripted',
    capabilities,
    calls,
    check: () => Promise.resolve([{ subject: 'connection', ok: true, detail: 'in memory' }]),
    find: (references) => {
      const fault = arrive({ kind: 'find', references });
      return fault === undefined ? Promise.resolve(books.find(references)) : Promise.reject(errorFor(fault));
    },
    async post(posting) {
      const fault = arrive({ kind: 'post', reference: posting.reference });
      await options.whilePosting?.(posting);
      const refusal = refusals.get(posting.reference);
      if (refusal !== undefined) return { kind: 'rejected', problem: refusal };
      const isThere = books.find([posting.reference]).size > 0;
      if (openFrom !== undefined && posting.date < openFrom && !isThere) {
        return { kind: 'rejected', problem: PERIOD_CLOSED };
      }
      return postWith(books, posting, fault);
    },
    firstOpenDay: ({ date }) => Promise.resolve(openFrom === undefined || openFrom < date ? date : openFrom),
    async *list() {
      yield* await Promise.resolve(books.all());
    },
    close: () => Promise.resolve(),
    held: (reference) => books.all().filter((receipt) => receipt.reference === reference),
    failAt: (call, fault) => faults.set(calls.length + call, fault),
    refuse: (reference, problem) => refusals.set(reference, problem),
    remove: books.remove,
    alter: books.alter,
    passTime: books.passTime,
    closeBefore: (day) => {
      openFrom = day;
    },
  };
}

function postWith(books: Books, posting: Posting, fault: Fault | undefined): PostOutcome {
  switch (fault) {
    case undefined:
      return { kind: 'posted', receipt: books.post(posting) };
    case 'request-lost':
      return { kind: 'uncertain', reason: 'time-out' };
    case 'answer-lost':
      books.post(posting);
      return { kind: 'uncertain', reason: 'connection lost' };
    case 'acts-late':
      books.postLate(posting);
      return { kind: 'uncertain', reason: 'time-out' };
    case 'worker-dies-after':
      books.post(posting);
      throw errorFor(fault);
    case 'worker-dies-acts-late':
      books.postLate(posting);
      throw errorFor(fault);
    case 'rejected':
      return { kind: 'rejected', problem: ERP_REFUSES };
    case 'posted-differently':
      return { kind: 'posted', receipt: books.post(posting, (receipt) => withACentMore(receipt)) };
    case 'worker-dies-before':
    case 'unavailable':
    case 'access-denied':
      throw errorFor(fault);
  }
}

function errorFor(fault: Fault): Error {
  if (fault === 'unavailable') return new ErpUnavailableError('the ERP does not answer');
  if (fault === 'access-denied') return new ErpAccessDeniedError('the ERP refuses the token');
  return new WorkerDied(fault);
}

export function withACentMore(receipt: Receipt): Receipt {
  return { ...receipt, total: receipt.total.plus('0.01') };
}

interface Books {
  readonly all: () => readonly Receipt[];
  readonly find: (references: readonly ExternalReference[]) => ReadonlyMap<ExternalReference, Receipt>;
  readonly post: (posting: Posting, change?: (receipt: Receipt) => Receipt) => Receipt;
  /** Just before the settle time has passed: a look-up before says nothing. */
  readonly postLate: (posting: Posting) => void;
  readonly remove: (reference: ExternalReference) => void;
  readonly alter: (reference: ExternalReference, change: (receipt: Receipt) => Receipt) => void;
  readonly passTime: (ms: number) => void;
}

function createBooks(enforcesUniqueness: boolean, settleTimeMs: number): Books {
  let receipts: readonly Receipt[] = [];
  let late: readonly { readonly dueInMs: number; readonly posting: Posting }[] = [];
  let nextNumber = 1;
  const first = (reference: ExternalReference) => receipts.find((receipt) => receipt.reference === reference);
  const post: Books['post'] = (posting, change = (receipt) => receipt) => {
    const there = enforcesUniqueness ? first(posting.reference) : undefined;
    if (there !== undefined) return there;
    const receipt = change(receiptOf(posting, nextNumber++));
    receipts = [...receipts, receipt];
    return receipt;
  };
  return {
    all: () => receipts,
    find: (references) =>
      new Map(
        references.flatMap((reference) => {
          const receipt = first(reference);
          return receipt === undefined ? [] : [[reference, receipt] as const];
        }),
      ),
    post,
    postLate: (posting) => {
      late = [...late, { dueInMs: settleTimeMs - 1, posting }];
    },
    remove: (reference) => {
      receipts = receipts.filter((receipt) => receipt.reference !== reference);
    },
    alter: (reference, change) => {
      receipts = receipts.map((receipt) => (receipt.reference === reference ? change(receipt) : receipt));
    },
    passTime: (ms) => {
      const aged = late.map(({ dueInMs, posting }) => ({ dueInMs: dueInMs - ms, posting }));
      late = aged.filter(({ dueInMs }) => dueInMs > 0);
      for (const { dueInMs, posting } of aged) if (dueInMs <= 0) post(posting);
    },
  };
}

function receiptOf(posting: Posting, number: number): Receipt {
  const common = {
    reference: posting.reference,
    erpId: `id-${number}`,
    number: `ERP-${number}`,
    date: posting.date,
    currency: posting.currency,
  };
  if (posting.kind === 'journal-entry') {
    const turnover = posting.lines.reduce((total, line) => total.plus(line.debit), decimal(0));
    const lines = posting.lines.map(({ account, text, debit, credit }) => ({
      account,
      description: text,
      net: debit.minus(credit),
    }));
    return { ...common, net: turnover, tax: ZERO, total: turnover, lines };
  }
  const lines = posting.lines.map(({ account, description, net }) => ({ account, description, net }));
  return { ...common, ...posting.totals, lines };
}
