import type { Fault, FaultKind, Wire } from '../../../src/adapter-testing';
import { startPostgresProxy, type StatementFault } from '../../faults/postgres-proxy';

const STATEMENT_FAULTS: Readonly<Record<FaultKind, StatementFault>> = {
  'lose-request': 'lose-request',
  'lose-answer': 'lose-answer',
  'error-after-acting': 'error-after-acting',
  'delay-answer': 'answer-late',
  'delay-request': 'request-late',
};

/** A wire to PostgreSQL for the conformance kit. A call is a statement. */
export async function startPostgresWire(databaseUrl: string): Promise<Wire> {
  let armed: Fault | undefined;
  let calls = 0;
  const proxy = await startPostgresProxy(databaseUrl, {
    next() {
      calls += 1;
      if (armed === undefined || (armed.atCall !== 'every' && armed.atCall !== calls)) return undefined;
      return STATEMENT_FAULTS[armed.kind];
    },
    get lateMs() {
      return armed?.delayMs ?? 0;
    },
  });
  return {
    address: proxy.url,
    arm(fault) {
      armed = fault;
      calls = 0;
    },
    callCount: () => calls,
    close: () => proxy.close(),
  };
}
