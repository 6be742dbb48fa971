import {
  condition,
  log,
  setCurrentDetails,
  setDefaultSignalHandler,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { DOCUMENT_TYPE_NAMES, type DocumentKey } from '../src/document';
import type { Problem } from '../src/problem';
import {
  describeDone,
  describeSameProblem,
  describeWaiting,
  describeWorking,
  documentName,
} from './descriptions';
import {
  documentStatusQuery,
  markExportedSignal,
  resyncSignal,
  skipSignal,
  type ClosingRequest,
  type DocumentStatus,
  type SyncDocumentInput,
  type SyncDocumentResult,
} from './messages';
import { OutageGate } from './outage';
import { documentNumberKey, syncProblemKey, syncStatusKey, type SyncStatus } from './search-attributes';

/** How long one waiting timer runs: its summary in Temporal's timeline says what is wrong. It is renewed for ever. */
const WAIT = '30 days';

type Request =
  { readonly kind: 'resync' } | { readonly kind: 'skip' | 'mark-exported'; readonly request: ClosingRequest };

/** A document in its own workflow: what people asked for, what is wrong, and how it is told. */
export class DocumentCase {
  readonly outages = new OutageGate((outage) => {
    setCurrentDetails(describeWorking(this.#input, this.#attempts, outage));
    this.#setStatus(outage === null ? 'running' : 'outage');
  });

  #input: SyncDocumentInput;
  #problem: Problem | null;
  #state: DocumentStatus['state'] = 'working';
  #attempts = 0;
  readonly #requests: Request[] = [];

  /** Registers the handlers: to be made before the workflow's first await. */
  constructor(input: SyncDocumentInput) {
    this.#input = input;
    this.#problem = input.problem ?? null;
    this.#listen();
    if (this.#problem !== null) this.wait();
    else if (input.waitsForRequest !== true) this.#ask({ kind: 'resync' });
  }

  get key(): DocumentKey {
    const { systemId, documentType, documentId } = this.#input;
    return { systemId, documentType, documentId };
  }

  /** `invoice 1042`. */
  get name(): string {
    return `${DOCUMENT_TYPE_NAMES[this.#input.documentType].one} ${this.#input.documentId}`;
  }

  /** `Invoice 10042 (id 1042) → ledger`: what the bars of its timeline are called. */
  get way(): string {
    return `${documentName(this.#input)} → ${this.#input.systemId}`;
  }

  get problem(): Problem | null {
    return this.#problem;
  }

  get attempts(): number {
    return this.#attempts;
  }

  get isIdle(): boolean {
    return this.#requests.length === 0;
  }

  /** Waits for a person's next word. */
  async nextRequest(): Promise<Request> {
    for (;;) {
      const request = this.#requests.shift();
      if (request !== undefined) {
        this.#attempts += 1;
        this.#state = 'working';
        return request;
      }
      const summary = `waits for a person: ${this.#problem?.message ?? 'no problem is known'}`.slice(0, 200);
      await condition(() => this.#requests.length > 0, WAIT, { summary });
    }
  }

  work(): void {
    setCurrentDetails(describeWorking(this.#input, this.#attempts, null));
    this.#setStatus('running');
  }

  /** Goes on waiting; `message` says why the last request did not help. */
  wait(message?: string): void {
    this.#state = 'waiting';
    if (this.#problem === null) return;
    setCurrentDetails(describeWaiting(this.#input, this.#problem, message));
    this.#setStatus('needs-attention');
  }

  /** An attempt has met a problem. Where it is the one that was there before, whoever asked for the attempt is told so. */
  needsAttention(problem: Problem): void {
    const isSame = this.#problem !== null && equal(this.#problem, problem);
    this.#problem = problem;
    this.wait(isSame ? describeSameProblem(new Date().toISOString()) : undefined);
  }

  isNumbered(number: string | null): void {
    if (number === null || number === this.#input.number) return;
    this.#input = { ...this.#input, number };
    upsertSearchAttributes([{ key: documentNumberKey, value: number }]);
  }

  done(result: SyncDocumentResult): void {
    this.#state = 'done';
    this.#problem = null;
    this.#setStatus(result.outcome === 'skipped' ? 'skipped' : 'done');
    setCurrentDetails(describeDone(this.#input, result));
  }

  carryOn(): SyncDocumentInput {
    return this.#problem === null ? this.#input : { ...this.#input, problem: this.#problem };
  }

  #listen(): void {
    setHandler(
      resyncSignal,
      () => {
        this.#ask({ kind: 'resync' });
      },
      {
        description: 'Import this document again; it is never posted twice. Send {}',
      },
    );
    setHandler(
      skipSignal,
      (request) => {
        this.#ask({ kind: 'skip', request: request ?? {} });
      },
      {
        description:
          'Leave this document out for good: it is not booked. Send {"reason": "why", "by": "your name"}',
      },
    );
    setHandler(
      markExportedSignal,
      (request) => {
        this.#ask({ kind: 'mark-exported', request: request ?? {} });
      },
      {
        description:
          'It was booked by hand already: mark it as exported in TRAEDE. Send {"reason": "why", "by": "your name"}',
      },
    );
    setHandler(documentStatusQuery, () => this.#status(), {
      description: 'What it is doing, and what is wrong.',
    });
    setDefaultSignalHandler((name) => {
      log.warn(`unknown signal ${name}: send resync, skip or markExported`);
    });
  }

  /** Several resyncs that nobody has begun with are one. */
  #ask(request: Request): void {
    if (request.kind === 'resync' && this.#requests.at(-1)?.kind === 'resync') return;
    this.#requests.push(request);
  }

  #status(): DocumentStatus {
    return {
      state: this.#state,
      problem: this.#problem,
      attempts: this.#attempts,
      outage: this.outages.outage,
    };
  }

  /** Set and cleared at every change: a copied or outdated attribute would lead people astray. */
  #setStatus(status: SyncStatus): void {
    const problem = status === 'needs-attention' ? (this.#problem?.code ?? null) : null;
    upsertSearchAttributes([
      { key: syncStatusKey, value: status },
      { key: syncProblemKey, value: problem },
    ]);
  }
}

function equal(a: Problem, b: Problem): boolean {
  return a.code === b.code && a.message === b.message && a.remedy === b.remedy;
}
