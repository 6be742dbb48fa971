import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { addCounts, NO_DOCUMENTS, type ClassCounts } from '../src/reconciliation/classes';
import { booksAgree, verdictOf } from '../src/reconciliation/verdict';
import { OutageGate } from './outage';
import { describeReconciled, describeReconciling } from './reconcile-descriptions';
import { listedScans, readNextWindow, unmarkedScans, unseenScans } from './reconcile-scans';
import {
  STAGES,
  type CarriedReconciliation,
  type Cursor,
  type ListScan,
  type OpenedReconciliation,
  type ReconcileCounts,
  type ReconcileInput,
  type ReconcileProgress,
  type ReconcileResult,
  type Stage,
} from './reconcile-messages';
import {
  compare,
  findUnseen,
  finishReconciliation,
  lookUpInErp,
  openReconciliation,
  readErp,
  readTraede,
} from './reconcile-proxies';
import { syncStatusKey, type ReconciledStatus } from './search-attributes';

/** One reconciliation: which step it is at, where it stands there, and how it is told. */
export class ReconcileRun {
  readonly #input: ReconcileInput;
  readonly #outages = new OutageGate((outage) => {
    upsertSearchAttributes([{ key: syncStatusKey, value: outage === null ? null : 'outage' }]);
    this.#tell();
  });
  #opened: OpenedReconciliation | undefined;
  #stage: Stage = STAGES[0];
  #scans: readonly ListScan[] | undefined;
  #after: Cursor | undefined;
  #counts: ReconcileCounts = { fromTraede: 0, fromErp: 0, classes: NO_DOCUMENTS };
  #done = false;

  constructor(input: ReconcileInput) {
    this.#input = input;
    const { carried } = input;
    if (carried === undefined) return;
    this.#opened = carried.opened;
    this.#stage = carried.stage;
    this.#scans = carried.scans;
    this.#after = carried.after;
    this.#counts = carried.progress;
  }

  async begin(): Promise<void> {
    if (this.#opened === undefined) {
      this.#opened = await this.#outages.through(() =>
        openReconciliation.executeWithOptions({ summary: 'settles the period' }, [this.#input]),
      );
    }
    this.#tell();
  }

  /** Does one piece of the work, some seconds long; false when all is done. */
  async step(): Promise<boolean> {
    const isOver = await this.#pieceOf(this.#stage);
    this.#tell();
    if (!isOver) return true;
    const next = STAGES[STAGES.indexOf(this.#stage) + 1];
    if (next === undefined) return false;
    this.#stage = next;
    this.#scans = undefined;
    this.#after = undefined;
    this.#tell();
    return true;
  }

  async finish(): Promise<ReconcileResult> {
    const opened = this.#openedOrThrow();
    const { reconciliationId } = opened;
    const classes = await this.#outages.through(() =>
      finishReconciliation.executeWithOptions({ summary: 'sums up' }, [{ reconciliationId }]),
    );
    this.#counts = { ...this.#counts, classes };
    this.#done = true;
    const status: ReconciledStatus = booksAgree(classes) ? 'agrees' : 'differs';
    upsertSearchAttributes([{ key: syncStatusKey, value: status }]);
    const result = this.#result(opened, classes);
    setCurrentDetails(describeReconciled(result));
    return result;
  }

  progress(): ReconcileProgress {
    const from = this.#opened?.from ?? null;
    const to = this.#opened?.to ?? null;
    const stage = this.#done ? 'done' : this.#opened === undefined ? 'begin' : this.#stage;
    return { ...this.#counts, stage, from, to, outage: this.#outages.outage };
  }

  carryOn(): ReconcileInput {
    const carried: CarriedReconciliation = {
      opened: this.#openedOrThrow(),
      stage: this.#stage,
      progress: this.#counts,
      ...(this.#scans === undefined ? {} : { scans: this.#scans }),
      ...(this.#after === undefined ? {} : { after: this.#after }),
    };
    return { ...this.#input, carried };
  }

  /** True when the stage is over. */
  async #pieceOf(stage: Stage): Promise<boolean> {
    switch (stage) {
      case 'traede':
        return this.#readLists(() => listedScans(this.#openedOrThrow()));
      case 'erp':
        return this.#readErp(readErp, 'what the ERP holds');
      case 'unmarked':
        return this.#readLists(() => unmarkedScans(this.#openedOrThrow()));
      case 'look-up-erp':
        return this.#readErp(lookUpInErp, 'looks up in the ERP what it did not list');
      case 'look-up-traede':
        return this.#readLists(() => this.#unseen());
      case 'compare':
        return this.#compare();
    }
  }

  /** One window of the first list that is not at its end. */
  async #readLists(begin: () => Promise<readonly ListScan[]> | readonly ListScan[]): Promise<boolean> {
    const { reconciliationId } = this.#openedOrThrow();
    const { systemId } = this.#input;
    this.#scans = await readNextWindow((this.#scans ??= await begin()), async ({ summary, ...asked }) => {
      const read = await this.#outages.through(() =>
        readTraede.executeWithOptions({ summary }, [{ reconciliationId, systemId, ...asked }]),
      );
      this.#counts = { ...this.#counts, fromTraede: this.#counts.fromTraede + read.documents };
      return read;
    });
    return this.#scans.length === 0;
  }

  async #unseen(): Promise<readonly ListScan[]> {
    const { reconciliationId } = this.#openedOrThrow();
    const unseen = await this.#outages.through(() =>
      findUnseen.executeWithOptions({ summary: 'what TRAEDE did not list' }, [{ reconciliationId }]),
    );
    return unseenScans(this.#openedOrThrow(), unseen);
  }

  async #readErp(activity: typeof readErp, summary: string): Promise<boolean> {
    const { systemId } = this.#input;
    const after = this.#after === undefined ? {} : { after: this.#after };
    const input = { ...this.#openedOrThrow(), systemId, ...after };
    const read = await this.#outages.through(() => activity.executeWithOptions({ summary }, [input]));
    this.#counts = { ...this.#counts, fromErp: this.#counts.fromErp + read.documents };
    this.#after = read.next ?? undefined;
    return read.next === null;
  }

  async #compare(): Promise<boolean> {
    const { reconciliationId } = this.#openedOrThrow();
    const after = this.#after === undefined ? {} : { after: this.#after };
    const compared = await this.#outages.through(() =>
      compare.executeWithOptions({ summary: 'compares' }, [{ reconciliationId, ...after }]),
    );
    this.#counts = { ...this.#counts, classes: addCounts(this.#counts.classes, compared.classes) };
    this.#after = compared.next ?? undefined;
    return compared.next === null;
  }

  #openedOrThrow(): OpenedReconciliation {
    if (this.#opened === undefined) throw new Error('the reconciliation has not begun');
    return this.#opened;
  }

  #result(opened: OpenedReconciliation, classes: ClassCounts): ReconcileResult {
    const { systemId } = this.#input;
    return { ...opened, systemId, verdict: verdictOf(classes), agree: booksAgree(classes), classes };
  }

  #tell(): void {
    setCurrentDetails(describeReconciling(this.#input.systemId, this.progress()));
  }
}
