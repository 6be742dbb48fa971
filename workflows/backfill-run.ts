import { condition, setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { describeBackfilled, describeBackfilling } from './backfill-descriptions';
import { BackfillFlow } from './backfill-flow';
import type {
  BackfilledFlow,
  BackfillInput,
  BackfillPlace,
  BackfillProgress,
  BackfillResult,
  OpenedBackfill,
} from './backfill-messages';
import { openBackfill } from './backfill-proxies';
import type { SyncTuning } from './messages';
import { OutageGate } from './outage';
import { syncStatusKey } from './search-attributes';

/** Whoever starts a backfill in Temporal's UI need not know them. Other ones would not replay: they decide what begins when. */
const DEFAULT_TUNING: SyncTuning = { pageSize: 60, batchSize: 10, batchesInFlight: 4 };

/** One backfill: the types that it goes through, how far it is, and how it is told. */
export class BackfillRun {
  readonly #input: BackfillInput;
  readonly #outages = new OutageGate((outage) => {
    upsertSearchAttributes([{ key: syncStatusKey, value: outage === null ? null : 'outage' }]);
    this.#tell();
  });
  #opened: OpenedBackfill | undefined;
  readonly #done: BackfilledFlow[];
  #flow: BackfillFlow | undefined;
  /** Where the first type of this execution goes on. */
  #carried: { readonly flow: BackfilledFlow; readonly place: BackfillPlace } | undefined;
  #isPaused: boolean;

  constructor(input: BackfillInput) {
    this.#input = input;
    const { carried } = input;
    this.#opened = carried?.opened;
    this.#isPaused = carried?.isPaused ?? false;
    this.#done = [...(carried?.flows ?? [])];
    if (carried?.at === undefined) return;
    const flow = this.#done.pop();
    if (flow !== undefined) this.#carried = { flow, place: carried.at };
  }

  async begin(): Promise<void> {
    this.#opened ??= await this.#outages.through(() =>
      openBackfill.executeWithOptions({ summary: 'settles the period' }, [this.#input]),
    );
    this.#tell();
  }

  /** The type to go on with, or the next one; `undefined` when all are done. */
  nextFlow(): BackfillFlow | undefined {
    const { documentTypes } = this.opened;
    this.#flow = undefined;
    const documentType = documentTypes[this.#done.length];
    if (documentType === undefined) return undefined;
    const { systemId, tuning = DEFAULT_TUNING } = this.#input;
    const tell = (): void => {
      this.#tell();
    };
    const around = { outages: this.#outages, tell };
    const flow = new BackfillFlow({ systemId, documentType, tuning }, this.opened, around, this.#carried);
    this.#carried = undefined;
    this.#flow = flow;
    this.#tell();
    return flow;
  }

  flowIsDone(flow: BackfillFlow): void {
    this.#done.push(flow.state);
    this.#flow = undefined;
    this.#tell();
  }

  pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#tell();
  }

  /** Returns at once, or when a person has said that it is to go on. */
  async unlessPaused(): Promise<void> {
    await condition(() => !this.#isPaused);
  }

  get opened(): OpenedBackfill {
    if (this.#opened === undefined) throw new Error('the backfill has not begun');
    return this.#opened;
  }

  progress(): BackfillProgress {
    const flow = this.#flow;
    return {
      opened: this.#opened ?? null,
      flows: this.#flows(),
      at:
        flow === undefined
          ? null
          : { documentType: flow.input.documentType, createdUntil: flow.window.from.slice(0, 10) },
      deferred: flow?.deferred ?? 0,
      reason: flow?.lastReason ?? '',
      isPaused: this.#isPaused,
      outage: this.#outages.outage,
    };
  }

  finish(): BackfillResult {
    const result = { ...this.opened, systemId: this.#input.systemId, flows: this.#flows() };
    setCurrentDetails(describeBackfilled(result));
    return result;
  }

  /** Only with nothing in flight. */
  carryOn(): BackfillInput {
    const at = this.#flow === undefined ? {} : { at: this.#flow.place };
    const carried = { opened: this.opened, flows: this.#flows(), isPaused: this.#isPaused, ...at };
    return { ...this.#input, carried };
  }

  #flows(): readonly BackfilledFlow[] {
    return [...this.#done, ...(this.#flow === undefined ? [] : [this.#flow.state])];
  }

  #tell(): void {
    setCurrentDetails(describeBackfilling(this.#input.systemId, this.progress(), Date.now()));
  }
}
