import type { Condition } from '../../src/notifications/condition';
import type { Message } from '../../src/notifications/digest-text';
import type { FlowFact, Facts, WaitingFact } from '../../src/notifications/facts';

export const NOW = new Date('2026-11-25T20:00:00Z');
export const MINUTE_MS = 60_000;

export function minutesAgo(minutes: number): Date {
  return new Date(NOW.getTime() - minutes * MINUTE_MS);
}

/** A flow that is well, every five minutes. */
export function flow(changes: Partial<FlowFact> = {}): FlowFact {
  return {
    systemId: 'acme',
    documentType: 'invoice',
    schedule: { paused: false, note: null, everyMs: 5 * MINUTE_MS, createdAt: minutesAgo(10_000) },
    lastSuccessAt: minutesAgo(3),
    runningSince: null,
    outage: null,
    failure: null,
    link: 'http://temporal.example/run',
    ...changes,
  };
}

export function waiting(ids: readonly number[], changes: Partial<WaitingFact['problem']> = {}): WaitingFact {
  return {
    systemId: 'acme',
    link: null,
    problem: {
      documentType: 'invoice',
      code: 'tax-code-missing',
      count: ids.length,
      message: `Invoice ${ids[0] ?? 0}: no VAT code is configured for zone EU, 0 %.`,
      remedy: 'Add it to accounting.taxCodes, then resync.',
      documentIds: ids,
      ...changes,
    },
  };
}

export function facts(changes: Partial<Facts> = {}): Facts {
  return { now: NOW, timeZone: 'Europe/Copenhagen', waiting: [], flows: [], reconciliations: [], ...changes };
}

export function condition(changes: Partial<Condition> = {}): Condition {
  return {
    kind: 'waiting',
    key: 'waiting:acme:invoice:tax-code-missing',
    systemId: 'acme',
    title: '2 invoices wait for a person (tax-code-missing)',
    message: 'The first of them: no VAT code is configured for zone EU, 0 %.',
    remedy: 'Add it to accounting.taxCodes, then resync.',
    members: ['1', '2'],
    count: 2,
    since: '2026-11-25T19:30:00Z',
    link: 'http://temporal.example/namespaces/default/workflows?query=SyncStatus%3D%22needs-attention%22',
    command: 'traede-sync attention retry --problem tax-code-missing',
    ...changes,
  };
}

export function message(changes: Partial<Condition> = {}, over: readonly string[] = []): Message {
  return {
    id: 'digest-0123456789',
    deployment: 'acme',
    timeZone: 'Europe/Copenhagen',
    digest: { kind: 'news', conditions: [{ ...condition(changes), isNew: true }], over, recent: [] },
  };
}
