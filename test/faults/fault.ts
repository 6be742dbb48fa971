/** What can happen to a call to another system, whichever system it is. */
export const FAULTS = ['lose-request', 'lose-answer', 'error-after-acting', 'answer-late'] as const;
export type Fault = (typeof FAULTS)[number];

/** The fault for the n-th call (the first is 1), if any. */
export type FaultPlan = (call: number) => Fault | undefined;

export const NO_FAULTS: FaultPlan = () => undefined;

export function faultAt(call: number, fault: Fault): FaultPlan {
  return (current) => (current === call ? fault : undefined);
}

/** Calls to one system, one of which can be made to go wrong. */
export interface FailingCalls {
  /** So far. */
  readonly calls: number;
  readonly injected: number;
  failAt(call: number, fault: Fault): void;
}

/** Counts the calls to one system and says which of them go wrong. */
export class CallCounter implements FailingCalls {
  calls = 0;
  injected = 0;
  plan: FaultPlan;

  constructor(plan: FaultPlan = NO_FAULTS) {
    this.plan = plan;
  }

  failAt(call: number, fault: Fault): void {
    this.plan = faultAt(call, fault);
  }

  next(): Fault | undefined {
    this.calls += 1;
    const fault = this.plan(this.calls);
    if (fault !== undefined) this.injected += 1;
    return fault;
  }
}
