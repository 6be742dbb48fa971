import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { FetchedPage, FetchedPages } from '../activities/fetch-page';
import type { DocumentId } from '../src/document';
import type { Problem } from '../src/problem';
import type { DeliveringRun } from './delivering-run';
import { describeRun, type RunMoment } from './descriptions';
import type { OutageView, SyncCounts, SyncDocumentsInput, SyncProgress, SyncSummary } from './messages';
import { OutageGate } from './outage';
import { ProblemTally } from './problem-tally';
import { syncStatusKey } from './search-attributes';
import { Walk } from './walk';

/** What is counted up; the rest follows from what stands still: see {@link SyncRun.progress}. */
type Counted = Omit<SyncCounts, 'failed' | 'waiting' | 'skipped' | 'held' | 'beforeGoLive'>;

/** A page that the walk has looked at. */
interface SeenPage {
  readonly page: FetchedPage;
  /** What was new on it. */
  readonly fresh: readonly DocumentId[];
  /** The last that it looked at of one fetch. */
  readonly isLast: boolean;
}

const NOTHING_COUNTED: Counted = { pages: 0, fetched: 0, delivered: 0, exported: 0, attention: 0 };

/** The state of one run: what was counted, what waits, and how it is told to people. */
export class SyncRun implements DeliveringRun {
  readonly input: SyncDocumentsInput;
  readonly walk: Walk;
  readonly outages = new OutageGate((outage) => {
    this.#tellOutage(outage);
  });
  /** Documents that will be tried again within this run. */
  deferred = 0;
  /** Times that the record did not know a document which it was handed. */
  forgotten = 0;
  /** Why the last document was put off, for the message of a run that gives up. */
  lastReason = '';
  /** The ERP takes documents by date: one batch follows the other. */
  keepsOrder = false;

  #startedAt: string | undefined;
  #hasEnded = false;
  readonly #counts: { -readonly [K in keyof Counted]: number };
  readonly #left = new Set<DocumentId>();
  readonly #refused = new Set<DocumentId>();
  readonly #held = new Set<DocumentId>();
  readonly #again = new Set<DocumentId>();
  /** Where elements without a usable id stand: on the page that had most of them, as the list shifts under the walk. */
  #withoutId: readonly string[] = [];
  readonly #waitedBefore = new Set<DocumentId>();
  readonly #skipped = new Set<DocumentId>();
  readonly #beforeGoLive = new Set<DocumentId>();
  readonly #problems: ProblemTally;

  constructor(input: SyncDocumentsInput) {
    this.input = input;
    this.walk = new Walk(input.tuning.pagesAtOnce);
    this.#counts = { ...(input.carried?.counts ?? NOTHING_COUNTED) };
    this.#startedAt = input.carried?.startedAt;
    this.#problems = new ProblemTally(input.carried?.problems);
    for (const id of input.carried?.leftForNextRun ?? []) this.leaveForNextRun(id);
    for (const id of input.carried?.refused ?? []) this.#refuse(id);
    this.hold(input.carried?.held ?? []);
    this.tell();
  }

  /** When the run began, by the record's clock; unknown before its first page. */
  get startedAt(): string | undefined {
    return this.#startedAt;
  }

  get extras(): NonNullable<DeliveringRun['extras']> {
    return { import: this.#startedAt === undefined ? {} : { startedAt: this.#startedAt }, mark: {} };
  }

  get left(): number {
    return this.#left.size;
  }

  /** Takes a fetch in; answers with what was new on each of its pages. */
  see(fetched: FetchedPages): readonly SeenPage[] {
    this.#startedAt = fetched.startedAt;
    const pages = [fetched, ...(fetched.following ?? [])];
    const fresh = this.walk.see(pages);
    for (const page of pages) this.#take(page);
    this.#counts.fetched += fresh.flat().length;
    this.tell();
    return fresh.flatMap((ids, index) => {
      const page = pages[index];
      return page === undefined ? [] : [{ page, fresh: ids, isLast: index === fresh.length - 1 }];
    });
  }

  /** `again`: delivered and marked by an earlier run; confirmed and marked once more, but no news. */
  delivered(ids: readonly DocumentId[], again: readonly DocumentId[]): void {
    for (const id of again) this.#again.add(id);
    this.#counts.fetched -= again.length;
    this.#counts.delivered += ids.length - again.length;
    this.tell();
  }

  exported(ids: readonly DocumentId[]): void {
    for (const id of ids) this.walk.settle(id);
    this.#counts.exported += ids.filter((id) => !this.#again.delete(id)).length;
    this.tell();
  }

  needAttention(documents: readonly { readonly documentId: DocumentId; readonly problem: Problem }[]): void {
    for (const { documentId, problem } of documents) {
      this.#refuse(documentId);
      this.#problems.add(documentId, problem);
    }
    this.#counts.attention += documents.length;
    this.tell();
  }

  /** A person skipped them while they were on their way. */
  skip(ids: readonly DocumentId[]): void {
    for (const id of ids) {
      this.walk.leave(id);
      this.#skipped.add(id);
    }
  }

  /** The ERP does not hold them, and they are dated before go-live. */
  leaveBeforeGoLive(documents: readonly { readonly documentId: DocumentId }[]): void {
    for (const { documentId } of documents) {
      this.walk.leave(documentId);
      this.#beforeGoLive.add(documentId);
    }
  }

  /** They follow another document that is still on its way: the next run looks again. */
  hold(ids: readonly DocumentId[]): void {
    for (const id of ids) {
      this.walk.leave(id);
      this.#held.add(id);
    }
  }

  /** The record lost them: they are met again on the walk. */
  forget(ids: readonly DocumentId[]): void {
    for (const id of ids) this.walk.forget(id);
    this.forgotten += ids.length;
    this.#counts.fetched -= ids.length;
  }

  leaveForNextRun(id: DocumentId): void {
    this.walk.leave(id);
    this.#left.add(id);
  }

  progress(): SyncProgress {
    const { outage } = this.outages;
    const remarks = this.#remarks();
    const problems = this.#problems.counts;
    return { ...this.#allCounts(), startedAt: this.#startedAt ?? '', outage, remarks, problems };
  }

  summary(): SyncSummary {
    const { systemId, documentType } = this.input;
    const remarks = this.#remarks();
    return { systemId, documentType, ...this.#allCounts(), remarks, problems: this.#problems.counts };
  }

  /** What a person must know beyond the counts. */
  #remarks(): readonly string[] {
    const withoutId = this.#withoutId.map(
      (place) =>
        `TRAEDE lists a document without a usable id (${place}): it can be neither posted nor marked. Ask TRAEDE's support to mend it.`,
    );
    const left =
      this.#left.size === 0
        ? []
        : [
            `${this.#left.size} documents could not be delivered after several attempts (${this.lastReason}); the next run tries them again.`,
          ];
    return [...withoutId, ...left];
  }

  carryOn(): SyncDocumentsInput {
    const { systemId, documentType, tuning, repeats } = this.input;
    const carried = {
      startedAt: this.#startedAt ?? '',
      counts: this.#allCounts(),
      leftForNextRun: [...this.#left],
      refused: [...this.#refused],
      ...(this.#held.size === 0 ? {} : { held: [...this.#held] }),
      ...(this.#problems.counts.length === 0 ? {} : { problems: this.#problems.counts }),
    };
    return { systemId, documentType, tuning, carried, ...(repeats === undefined ? {} : { repeats }) };
  }

  tell(): void {
    setCurrentDetails(describeRun(this.input, this.progress(), this.#moment()));
  }

  /** Everything was found: for those who look at the run afterwards. */
  end(): void {
    this.#hasEnded = true;
    this.tell();
  }

  #take(page: FetchedPage): void {
    this.#counts.pages += 1;
    const withoutId = page.withoutId ?? [];
    if (withoutId.length > this.#withoutId.length) this.#withoutId = withoutId;
    this.keepsOrder = page.dates !== undefined;
    for (const id of page.skipped ?? []) this.#skipped.add(id);
    for (const id of page.beforeGoLive ?? []) this.#beforeGoLive.add(id);
    for (const id of page.waiting) {
      if (!this.#refused.has(id) && !this.#skipped.has(id)) this.#waitedBefore.add(id);
    }
  }

  #moment(): RunMoment {
    const { pending: onTheWay } = this.walk;
    const { deferred, lastReason: reason } = this;
    return { now: Date.now(), onTheWay, deferred, reason, ended: this.#hasEnded };
  }

  #refuse(id: DocumentId): void {
    this.walk.leave(id);
    this.#refused.add(id);
  }

  #allCounts(): SyncCounts {
    const failed = this.#left.size + this.#withoutId.length;
    const [waiting, skipped, held] = [this.#waitedBefore.size, this.#skipped.size, this.#held.size];
    return { ...this.#counts, failed, waiting, skipped, held, beforeGoLive: this.#beforeGoLive.size };
  }

  /** Cleared afterwards: Temporal's own status says whether a run goes on, and a status left behind would contradict it. */
  #tellOutage(outage: OutageView | null): void {
    upsertSearchAttributes([{ key: syncStatusKey, value: outage === null ? null : 'outage' }]);
    this.tell();
  }
}
