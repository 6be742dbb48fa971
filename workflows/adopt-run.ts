import {
  condition,
  getExternalWorkflowHandle,
  setCurrentDetails,
  sleep,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { NO_OUTCOMES, type OutcomeCounts } from '../src/adoption/doubts';
import { DOCUMENT_TYPE_NAMES, type DocumentId, type DocumentType } from '../src/document';
import { describeAdopted, describeAdopting } from './adopt-descriptions';
import {
  ADOPT_STAGES,
  type AdoptAnswer,
  type AdoptCounts,
  type AdoptCursor,
  type AdoptInput,
  type AdoptProgress,
  type AdoptResult,
  type AdoptStage,
  type OpenedAdoption,
} from './adopt-messages';
import {
  finishAdoption,
  holdDocuments,
  linkDocuments,
  matchDocuments,
  openAdoption,
  readToAdopt,
  readUnlinked,
} from './adopt-proxies';
import { documentWorkflowId, resyncSignal } from './messages';
import { OutageGate } from './outage';
import { markExported } from './proxies';
import type { ListScan } from './reconcile-messages';
import { listedScans, readNextWindow, unmarkedScans } from './reconcile-scans';
import { syncStatusKey } from './search-attributes';

/** An adoption that nobody answers for so long was forgotten. */
const ANSWER_TIMEOUT = '7 days';
/** An ERP that gives no answer so many times is left for another adoption. */
const MAX_PASSES = 5;

/** One adoption: which step it is at, where it stands there, and how it is told. */
export class AdoptRun {
  readonly #input: AdoptInput;
  readonly #outages = new OutageGate((outage) => {
    upsertSearchAttributes([{ key: syncStatusKey, value: outage === null ? null : 'outage' }]);
    this.#tell();
  });
  #opened: OpenedAdoption | undefined;
  #stage: AdoptStage = ADOPT_STAGES[0];
  #scans: readonly ListScan[] | undefined;
  #after: AdoptCursor | undefined;
  #answer: AdoptAnswer | null = null;
  #counts: AdoptCounts = { fromTraede: 0, fromErp: 0, outcomes: NO_OUTCOMES, marked: 0 };
  #passes = 0;
  #retryAfterMs = 0;
  #done = false;

  constructor(input: AdoptInput) {
    this.#input = input;
    if (input.confirmed === true) this.#answer = 'link';
    const { carried } = input;
    if (carried === undefined) return;
    this.#opened = carried.opened;
    this.#stage = carried.stage;
    this.#scans = carried.scans;
    this.#after = carried.after;
    this.#answer = carried.answer;
    this.#counts = carried.counts;
    this.#passes = carried.passes;
  }

  async begin(): Promise<void> {
    this.#opened ??= await this.#outages.through(() =>
      openAdoption.executeWithOptions({ summary: 'settles the period' }, [this.#input]),
    );
    this.#tell();
  }

  /** A person's word; the first one counts. */
  answer(answer: AdoptAnswer): void {
    this.#answer ??= answer;
  }

  /** Does one piece of the work, some seconds long; false when all is done. */
  async step(): Promise<boolean> {
    const isOver = await this.#pieceOf(this.#stage);
    this.#tell();
    if (!isOver) return true;
    const next = ADOPT_STAGES[ADOPT_STAGES.indexOf(this.#stage) + 1];
    if (next === undefined) return false;
    this.#stage = next;
    this.#scans = undefined;
    this.#after = undefined;
    this.#tell();
    return true;
  }

  async finish(): Promise<AdoptResult> {
    const { systemId } = this.#input;
    const opened = this.#openedOrThrow();
    const outcomes = await this.#outages.through(() =>
      finishAdoption.executeWithOptions({ summary: 'ends' }, [{ adoptionId: opened.adoptionId }]),
    );
    this.#counts = { ...this.#counts, outcomes };
    this.#done = true;
    const answer = this.#input.dryRun === true ? null : (this.#answer ?? 'nobody');
    const result = { ...opened, systemId, outcomes, marked: this.#counts.marked, answer };
    setCurrentDetails(describeAdopted(result));
    return result;
  }

  progress(): AdoptProgress {
    const from = this.#opened?.from ?? null;
    const to = this.#opened?.to ?? null;
    const stage = this.#done ? 'done' : this.#opened === undefined ? 'begin' : this.#stage;
    const adoptionId = this.#opened?.adoptionId ?? null;
    return { ...this.#counts, stage, adoptionId, from, to, outage: this.#outages.outage };
  }

  carryOn(): AdoptInput {
    const carried = {
      ...{ opened: this.#openedOrThrow(), stage: this.#stage, answer: this.#answer },
      ...{ counts: this.#counts, passes: this.#passes },
      ...(this.#scans === undefined ? {} : { scans: this.#scans }),
      ...(this.#after === undefined ? {} : { after: this.#after }),
    };
    return { ...this.#input, carried };
  }

  /** True when the stage is over. */
  async #pieceOf(stage: AdoptStage): Promise<boolean> {
    switch (stage) {
      case 'traede':
        return this.#readLists(() => listedScans(this.#openedOrThrow()));
      case 'erp':
        return this.#readErp();
      case 'unmarked':
        return this.#readLists(() => unmarkedScans(this.#openedOrThrow()));
      case 'match':
        return this.#match();
      case 'ask':
        return this.#ask();
      case 'hold':
        return this.#hold();
      case 'link':
        return this.#link();
    }
  }

  /** One window of the first list that is not at its end. */
  async #readLists(begin: () => readonly ListScan[]): Promise<boolean> {
    const { adoptionId } = this.#openedOrThrow();
    const { systemId } = this.#input;
    this.#scans = await readNextWindow(
      (this.#scans ??= begin()),
      async ({ summary, documentType, list, window }) => {
        const input = { adoptionId, systemId, documentType, list, window };
        const read = await this.#outages.through(() => readToAdopt.executeWithOptions({ summary }, [input]));
        this.#counts = { ...this.#counts, fromTraede: this.#counts.fromTraede + read.documents };
        return read;
      },
    );
    return this.#scans.length === 0;
  }

  async #readErp(): Promise<boolean> {
    const { systemId } = this.#input;
    const input = { ...this.#openedOrThrow(), systemId, ...this.#afterIfAny() };
    const read = await this.#outages.through(() =>
      readUnlinked.executeWithOptions({ summary: 'what others posted in the ERP' }, [input]),
    );
    this.#counts = { ...this.#counts, fromErp: this.#counts.fromErp + read.documents };
    this.#after = read.next ?? undefined;
    return read.next === null;
  }

  async #match(): Promise<boolean> {
    const { systemId } = this.#input;
    const { adoptionId } = this.#openedOrThrow();
    const matched = await this.#outages.through(() =>
      matchDocuments.executeWithOptions({ summary: 'compares' }, [
        { adoptionId, systemId, ...this.#afterIfAny() },
      ]),
    );
    this.#counts = { ...this.#counts, outcomes: added(this.#counts.outcomes, matched.outcomes) };
    this.#after = matched.next ?? undefined;
    return matched.next === null;
  }

  /** A timer whose summary says what it waits for: an empty timeline would say nothing. */
  async #ask(): Promise<boolean> {
    const { match, doubtful } = this.#counts.outcomes;
    if (this.#input.dryRun === true || this.#answer !== null) return true;
    if (match + doubtful === 0) {
      this.#answer = 'link';
      return true;
    }
    await condition(() => this.#answer !== null, ANSWER_TIMEOUT, {
      summary: `waits for a word: link ${match} documents? ${doubtful} are in doubt`,
    });
    this.#answer ??= 'nobody';
    return true;
  }

  async #hold(): Promise<boolean> {
    if (!this.#links()) return true;
    const { adoptionId, documentTypes } = this.#openedOrThrow();
    const { systemId } = this.#input;
    await this.#outages.through(() =>
      holdDocuments.executeWithOptions({ summary: 'holds back what a sync must not post' }, [
        { adoptionId, systemId, documentTypes },
      ]),
    );
    return true;
  }

  /** Some documents of one type; when all were tried, those without an answer once more. */
  async #link(): Promise<boolean> {
    if (!this.#links()) return true;
    const { documentTypes } = this.#openedOrThrow();
    const [first] = documentTypes;
    const at = this.#after?.kind === 'document' ? this.#after : undefined;
    const documentType = at?.documentType ?? first;
    if (documentType === undefined) return true;
    const next = await this.#linkSome(documentType, at?.documentId ?? 0);
    if (next !== null) {
      this.#after = { kind: 'document', documentType, documentId: next };
      return false;
    }
    const following = documentTypes[documentTypes.indexOf(documentType) + 1];
    if (following !== undefined) {
      this.#after = { kind: 'document', documentType: following, documentId: 0 };
      return false;
    }
    return this.#endPass();
  }

  async #endPass(): Promise<boolean> {
    this.#passes += 1;
    if (this.#counts.outcomes.match === 0 || this.#passes >= MAX_PASSES) return true;
    await sleep(this.#retryAfterMs, { summary: 'the ERP may still be at work: then once more' });
    this.#retryAfterMs = 0;
    this.#after = undefined;
    return false;
  }

  async #linkSome(documentType: DocumentType, after: DocumentId): Promise<DocumentId | null> {
    const { systemId } = this.#input;
    const { adoptionId } = this.#openedOrThrow();
    const summary = `links ${DOCUMENT_TYPE_NAMES[documentType].many}`;
    const linked = await this.#outages.through(() =>
      linkDocuments.executeWithOptions({ summary }, [{ adoptionId, systemId, documentType, after }]),
    );
    const { outcomes } = this.#counts;
    this.#retryAfterMs = Math.max(this.#retryAfterMs, linked.retryAfterMs);
    this.#counts = {
      ...this.#counts,
      outcomes: {
        ...outcomes,
        match: outcomes.match - linked.linked - linked.doubtful - linked.known,
        linked: outcomes.linked + linked.linked,
        doubtful: outcomes.doubtful + linked.doubtful,
        known: outcomes.known + linked.known,
      },
    };
    await this.#mark(documentType, linked.unmarked ?? []);
    for (const documentId of linked.awaited ?? []) await this.#resync(documentType, documentId);
    return linked.next;
  }

  /** TRAEDE lists them as not exported. One that it refuses to mark waits for a person, in its record. */
  async #mark(documentType: DocumentType, documentIds: readonly DocumentId[]): Promise<void> {
    if (documentIds.length === 0) return;
    const { systemId } = this.#input;
    const summary = `marks ${documentIds.length} ${DOCUMENT_TYPE_NAMES[documentType].many}`;
    const marked = await this.#outages.through(() =>
      markExported.executeWithOptions({ summary }, [{ systemId, documentType, documentIds }]),
    );
    this.#counts = { ...this.#counts, marked: this.#counts.marked + marked.exported.length };
  }

  /** A workflow waits on its behalf, as an earlier adoption was in doubt: it finds the document now, and ends. */
  async #resync(documentType: DocumentType, documentId: DocumentId): Promise<void> {
    const id = documentWorkflowId({ systemId: this.#input.systemId, documentType, documentId });
    try {
      await getExternalWorkflowHandle(id).signal(resyncSignal, { by: 'adopt' });
    } catch {
      // It has ended meanwhile: the next run marks the document.
    }
  }

  #links(): boolean {
    return this.#input.dryRun !== true && this.#answer === 'link';
  }

  #afterIfAny(): { readonly after?: AdoptCursor } {
    return this.#after === undefined ? {} : { after: this.#after };
  }

  #openedOrThrow(): OpenedAdoption {
    if (this.#opened === undefined) throw new Error('the adoption has not begun');
    return this.#opened;
  }

  #tell(): void {
    setCurrentDetails(describeAdopting(this.#input.systemId, this.progress()));
  }
}

function added(a: OutcomeCounts, b: OutcomeCounts): OutcomeCounts {
  return {
    match: a.match + b.match,
    linked: a.linked + b.linked,
    'linked-before': a['linked-before'] + b['linked-before'],
    doubtful: a.doubtful + b.doubtful,
    'not-found': a['not-found'] + b['not-found'],
    known: a.known + b.known,
  };
}
