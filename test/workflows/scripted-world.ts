import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import type { Activities } from '../../activities';
import type { FetchedPage, FetchedPages, FetchPageInput } from '../../activities/fetch-page';
import type { ImportedDocuments } from '../../activities/import-documents';
import type { DocumentId, SystemId } from '../../src/document';
import type { FailureType } from '../../src/failure-types';
import type { PlainDate } from '../../src/plain-date';
import type { Problem } from '../../src/problem';

/** What the ERP makes of one attempt to import a document. */
export type ScriptedOutcome =
  | 'delivered'
  | 'skipped'
  | 'unknown'
  /** And so must be all that are dated later. */
  | 'held back'
  | { readonly problem: Problem }
  | { readonly deferredMs: number };

export const noTaxCode: Problem = {
  code: 'tax-code-missing',
  message: 'No VAT code is configured for zone EU, 0 %.',
  remedy: 'Add it to the configuration, then resync.',
};

type ActivityName = keyof Activities;

interface Failing {
  readonly type: FailureType;
  readonly message: string;
}

/**
 * A TRAEDE list, a record and an ERP in memory, one for each system id. Tests script what goes wrong and look at what
 * was done.
 */
export class ScriptedWorld {
  /** TRAEDE's list of documents not yet exported. */
  listed: DocumentId[];
  /** Postings in the ERP, in their order: each of a document but the first is a duplicate. */
  readonly posted: DocumentId[] = [];
  readonly calls: { readonly activity: ActivityName; readonly input: unknown; readonly at: number }[] = [];
  /** Outcomes of a document's next imports; `delivered` when there are none left. */
  readonly outcomes = new Map<DocumentId, ScriptedOutcome[]>();
  /** How long an activity takes. Cancelling it does not help: a posting that was sent arrives. */
  readonly takesMs: Partial<Record<ActivityName, number>> = {};
  /** Book dates, for an ERP that takes documents by date; empty for any other. */
  readonly dates = new Map<DocumentId, PlainDate>();
  /** What entries are summed by, where they are. */
  readonly groups = new Map<DocumentId, string>();
  failing: Partial<Record<ActivityName, Failing>> = {};
  /** Imports leave the marks to an activity of their own, as those of an older version do. */
  marksAlone = false;
  /** Runs when an activity has begun. */
  readonly begun: Partial<Record<ActivityName, () => void>> = {};
  readonly closed: unknown[] = [];
  mostImportsAtOnce = 0;

  #importsNow = 0;
  readonly #awaited = new Set<DocumentId>();
  readonly #notAwaited = new Set<DocumentId>();
  readonly #delivered = new Set<DocumentId>();
  readonly #exported = new Set<DocumentId>();

  constructor(listed: readonly DocumentId[]) {
    this.listed = [...listed];
  }

  get exported(): readonly DocumentId[] {
    return [...this.#exported];
  }

  get awaited(): readonly DocumentId[] {
    return [...this.#awaited];
  }

  /** A document that waited for a person already before. */
  letWait(id: DocumentId): void {
    this.#awaited.add(id);
  }

  /** Beyond a number of documents with one cause the real desk opens no more cases. */
  doNotAwait(id: DocumentId): void {
    this.#notAwaited.add(id);
  }

  count(activity: ActivityName): number {
    return this.calls.filter((call) => call.activity === activity).length;
  }

  readonly activities: Activities = {
    fetchPage: (input) => this.#do('fetchPage', input, () => this.#pages(input)),
    fetchDocument: (input) =>
      this.#do('fetchDocument', input, () => ({ source: 'traede', number: `R-${input.documentId}` })),
    importDocuments: (input) => this.#import(input),
    markExported: (input) =>
      this.#do('markExported', input, () => ({ exported: this.#mark(input.documentIds) })),
    requestAttention: (input) =>
      this.#do('requestAttention', input, () => {
        for (const id of input.documentIds) if (!this.#notAwaited.has(id)) this.#awaited.add(id);
      }),
    closeDocument: (input) =>
      this.#do('closeDocument', input, () => {
        this.closed.push(input);
        return { erpNumber: null };
      }),
  };

  async #import(input: Parameters<Activities['importDocuments']>[0]): Promise<ImportedDocuments> {
    this.#importsNow += 1;
    this.mostImportsAtOnce = Math.max(this.mostImportsAtOnce, this.#importsNow);
    try {
      const imported = await this.#do('importDocuments', input, () => this.#deliver(input.documentIds));
      if (input.mark === undefined || this.marksAlone) return imported;
      // What stands in the way is met again by whoever marks the rest.
      const isInTheWay = this.failing.markExported !== undefined;
      return { ...imported, exported: isInTheWay ? [] : this.#mark(imported.delivered) };
    } finally {
      this.#importsNow -= 1;
    }
  }

  async #do<T>(activity: ActivityName, input: unknown, work: () => T): Promise<T> {
    this.calls.push({ activity, input, at: Date.now() });
    this.begun[activity]?.();
    await sleep(this.takesMs[activity] ?? 0);
    this.#failWhereScripted(activity);
    return work();
  }

  #failWhereScripted(activity: ActivityName): void {
    const failing = this.failing[activity];
    if (failing === undefined) return;
    // As for a rate limit that asks for a longer wait: what the activity does not wait for, the workflow does.
    throw ApplicationFailure.nonRetryable(failing.message, failing.type);
  }

  #pages({ page, pages = 1, limit, startedAt }: FetchPageInput): FetchedPages {
    const first = this.#page(page, limit);
    const following: FetchedPage[] = [];
    for (let last = first; following.length < pages - 1 && last.count > 0; following.push(last)) {
      last = this.#page(page + following.length + 1, limit);
    }
    return {
      startedAt: startedAt ?? '2026-01-01T00:00:00.000Z',
      ...first,
      ...(following.length === 0 ? {} : { following }),
    };
  }

  #page(page: number, limit: number): FetchedPage {
    const ids = this.listed.slice(page * limit, (page + 1) * limit);
    const toImport = ids.filter((id) => !this.#awaited.has(id) && !this.#exported.has(id));
    return {
      count: ids.length,
      fingerprint: ids.join(),
      toImport,
      ...(this.groups.size === 0 ? {} : { groups: toImport.map((id) => this.groups.get(id) ?? '') }),
      ...(this.dates.size === 0 ? {} : { dates: toImport.map((id) => this.dates.get(id) ?? '') }),
      waiting: ids.filter((id) => this.#awaited.has(id)),
    };
  }

  #deliver(ids: readonly DocumentId[]): ImportedDocuments {
    const results = ids.map((id) => ({ id, outcome: this.outcomes.get(id)?.shift() ?? 'delivered' }));
    const are = (outcome: ScriptedOutcome) =>
      results.filter((result) => result.outcome === outcome).map(({ id }) => id);
    const attention = results.flatMap(({ id, outcome }) =>
      typeof outcome === 'object' && 'problem' in outcome
        ? [{ documentId: id, problem: outcome.problem }]
        : [],
    );
    const deferred = results.flatMap(({ id, outcome }) =>
      typeof outcome === 'object' && 'deferredMs' in outcome
        ? [{ documentId: id, reason: 'being worked on elsewhere', retryAfterMs: outcome.deferredMs }]
        : [],
    );
    const reason = 'its invoice is on its way';
    const held = are('held back').map((id) => ({ documentId: id, reason, isBrief: true as const }));
    for (const id of are('delivered')) this.#post(id);
    return {
      delivered: are('delivered'),
      ...(attention.length === 0 ? {} : { attention }),
      ...(deferred.length === 0 ? {} : { deferred }),
      ...(held.length === 0 ? {} : { held }),
      ...(are('skipped').length === 0 ? {} : { skipped: are('skipped') }),
      ...(are('unknown').length === 0 ? {} : { unknown: are('unknown') }),
    };
  }

  #post(id: DocumentId): void {
    this.posted.push(id);
    this.#delivered.add(id);
  }

  #mark(ids: readonly DocumentId[]): readonly DocumentId[] {
    const marked = ids.filter((id) => this.#delivered.has(id));
    for (const id of marked) this.#exported.add(id);
    this.listed = this.listed.filter((id) => !this.#exported.has(id));
    return marked;
  }
}

/** The worlds of one test file, told apart by the system id of each activity's input. */
export class ScriptedWorlds {
  readonly #worlds = new Map<SystemId, ScriptedWorld>();

  /** `systemId` stands in workflow ids and recorded histories: one for each test. */
  create(systemId: SystemId, listed: readonly DocumentId[]): ScriptedWorld {
    const world = new ScriptedWorld(listed);
    this.#worlds.set(systemId, world);
    return world;
  }

  readonly activities: Activities = {
    fetchPage: (input) => this.#of(input).fetchPage(input),
    fetchDocument: (input) => this.#of(input).fetchDocument(input),
    importDocuments: (input) => this.#of(input).importDocuments(input),
    markExported: (input) => this.#of(input).markExported(input),
    requestAttention: (input) => this.#of(input).requestAttention(input),
    closeDocument: (input) => this.#of(input).closeDocument(input),
  };

  #of({ systemId }: { readonly systemId: SystemId }): Activities {
    const world = this.#worlds.get(systemId);
    if (world === undefined) throw new Error(`no test has created a world for ${systemId}`);
    return world.activities;
  }
}

export function documents(count: number): readonly DocumentId[] {
  return Array.from({ length: count }, (_, index) => 1_001 + index);
}
