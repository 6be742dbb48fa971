import { CancelledFailure } from '@temporalio/common';
import { ErpAccessDeniedError, ErpUnavailableError } from '../erp/adapter';
import { hearingAnswers } from '../http/answers';
import { TraedeError } from '../traede/errors';
import type { MeasuredCall, Metrics } from './metrics';
import type { CallOutcome } from './names';

/** Runs one call, and records how it ended, how long it took, and what HTTP answers it got. */
export async function measured<T>(
  metrics: Metrics,
  call: MeasuredCall,
  run: () => Promise<T>,
  outcomeOf: (answer: T) => CallOutcome = () => 'ok',
): Promise<T> {
  const watch = new CallWatch(metrics, call);
  try {
    const answer = await watch.during(run);
    watch.end(outcomeOf(answer));
    return answer;
  } catch (error) {
    watch.fail(error);
    throw error;
  }
}

/** A list is one call, however many pages it has; the time that its reader takes in between does not count. */
export async function* measuredList<T>(
  metrics: Metrics,
  call: MeasuredCall,
  list: () => AsyncIterable<T>,
): AsyncGenerator<T> {
  const watch = new CallWatch(metrics, call);
  const items = list()[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await watch.during(() => items.next());
      if (next.done === true) break;
      yield next.value;
    }
    watch.end('ok');
  } catch (error) {
    watch.fail(error);
    throw error;
  } finally {
    await items.return?.();
  }
}

class CallWatch {
  readonly #metrics: Metrics;
  readonly #call: MeasuredCall;
  #takenMs = 0;
  #isLimited = false;

  constructor(metrics: Metrics, call: MeasuredCall) {
    this.#metrics = metrics;
    this.#call = call;
  }

  async during<T>(run: () => Promise<T>): Promise<T> {
    const begun = performance.now();
    try {
      return await hearingAnswers((answer) => {
        this.#isLimited ||= answer === '429';
        this.#metrics.countAnswer(this.#call, answer);
      }, run);
    } finally {
      this.#takenMs += performance.now() - begun;
    }
  }

  end(outcome: CallOutcome): void {
    const isDown = outcome === 'unavailable' || outcome === 'uncertain';
    const told = isDown && this.#isLimited ? 'rate-limited' : outcome;
    this.#metrics.recordCall(this.#call, told, this.#takenMs / 1_000);
  }

  /** A call that we ended ourselves says nothing of the other side. */
  fail(error: unknown): void {
    const isOurs =
      error instanceof CancelledFailure || (error instanceof Error && error.name === 'AbortError');
    if (!isOurs) this.end(outcomeOfError(error));
  }
}

function outcomeOfError(error: unknown): CallOutcome {
  if (error instanceof ErpUnavailableError) return 'unavailable';
  if (error instanceof ErpAccessDeniedError) return 'denied';
  if (!(error instanceof TraedeError)) return 'failed';
  switch (error.kind) {
    case 'authentication':
      return 'denied';
    case 'validation':
      return 'rejected';
    case 'rate-limit':
      return 'rate-limited';
    case 'unavailable':
      return 'unavailable';
    case 'unexpected':
      return 'failed';
    default:
      return 'failed';
  }
}
