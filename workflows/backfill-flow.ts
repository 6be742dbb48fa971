import type { FetchedWindow } from '../activities/backfill';
import type { DocumentId, DocumentType, SystemId } from '../src/document';
import { createdAround } from '../src/listing/created-around';
import { TimeScan, type TimeWindow } from '../src/listing/time-scan';
import type { Problem } from '../src/problem';
import {
  NOTHING_BACKFILLED,
  type BackfillCounts,
  type BackfilledFlow,
  type BackfillPlace,
  type OpenedBackfill,
} from './backfill-messages';
import type { DeliveringRun } from './delivering-run';
import type { SyncTuning } from './messages';
import type { OutageGate } from './outage';
import { ProblemTally } from './problem-tally';

export interface FlowOfBackfill {
  readonly systemId: SystemId;
  readonly documentType: DocumentType;
  readonly tuning: SyncTuning;
}

/** One type of a backfill: where it stands in time, and what became of its documents. */
export class BackfillFlow implements DeliveringRun {
  readonly input: FlowOfBackfill;
  readonly outages: OutageGate;
  keepsOrder = false;
  deferred = 0;
  lastReason = '';

  readonly #scan: TimeScan;
  readonly #tell: () => void;
  readonly #counts: { -readonly [K in keyof BackfillCounts]: number };
  readonly #problems: ProblemTally;
  /** Put off, held or lost: tried once more at the end, and then left. */
  readonly #again: Set<DocumentId>;
  #isLast = false;

  constructor(
    input: FlowOfBackfill,
    opened: OpenedBackfill,
    { outages, tell }: { readonly outages: OutageGate; readonly tell: () => void },
    carried?: { readonly flow: BackfilledFlow; readonly place: BackfillPlace },
  ) {
    this.input = input;
    this.outages = outages;
    this.#tell = tell;
    this.#scan = new TimeScan(carried?.place.scan ?? createdAround(opened));
    this.#counts = { ...(carried?.flow.counts ?? NOTHING_BACKFILLED) };
    this.#problems = new ProblemTally(carried?.flow.problems);
    this.#again = new Set(carried?.place.again);
  }

  /** The ERP may hold any of them, TRAEDE may have marked any of them, and after the last attempt nobody looks again. */
  get extras(): NonNullable<DeliveringRun['extras']> {
    return {
      import: { tellFound: true, ...(this.#isLast ? { isLast: true } : {}) },
      mark: { mayBeMarked: true },
    };
  }

  get window(): TimeWindow {
    return this.#scan.window;
  }

  get ended(): boolean {
    return this.#scan.ended;
  }

  get place(): BackfillPlace {
    return { scan: this.#scan.carryOn(), again: [...this.#again] };
  }

  get state(): BackfilledFlow {
    const { documentType } = this.input;
    const failed = this.#isLast ? this.#again.size : 0;
    return { documentType, counts: { ...this.#counts, failed }, problems: this.#problems.counts };
  }

  /** Takes a window in. What is too much counts when it comes again, in shorter windows. */
  see(window: FetchedWindow): void {
    this.#counts.pages += window.pages;
    if (window.kind === 'too-much') {
      this.#scan.tooMuch();
    } else {
      this.#scan.done(window.pages);
      this.#counts.read += window.read;
      this.#counts.beforeGoLive += window.beforeGoLive;
      this.#counts.waiting += window.waiting.length;
      this.#counts.skipped += window.skipped?.length ?? 0;
      if (window.dates !== undefined) this.keepsOrder = true;
    }
    this.tell();
  }

  /** What is to be tried for the last time, in the order in which it was to go out. */
  beginLastAttempt(): readonly DocumentId[] {
    this.#isLast = true;
    const ids = [...this.#again];
    this.#again.clear();
    return ids;
  }

  delivered(ids: readonly DocumentId[], _again: readonly DocumentId[], found: readonly DocumentId[]): void {
    this.#counts.alreadyThere += found.length;
    this.#counts.posted += ids.length - found.length;
    this.tell();
  }

  exported(ids: readonly DocumentId[]): void {
    this.#counts.exported += ids.length;
    this.tell();
  }

  needAttention(documents: readonly { readonly documentId: DocumentId; readonly problem: Problem }[]): void {
    for (const { documentId, problem } of documents) this.#problems.add(documentId, problem);
    this.#counts.attention += documents.length;
    this.tell();
  }

  skip(ids: readonly DocumentId[]): void {
    this.#counts.skipped += ids.length;
  }

  hold(ids: readonly DocumentId[]): void {
    for (const id of ids) this.#again.add(id);
  }

  forget(ids: readonly DocumentId[]): void {
    this.hold(ids);
  }

  leaveBeforeGoLive(documents: readonly { readonly documentId: DocumentId }[]): void {
    this.#counts.beforeGoLive += documents.length;
  }

  leaveForNextRun(id: DocumentId): void {
    this.#again.add(id);
  }

  tell(): void {
    this.#tell();
  }
}
