import { conditionsOf } from '../../src/notifications/conditions';
import { MAX_MEMBERS } from '../../src/notifications/condition';
import { facts, flow, minutesAgo, waiting } from './examples';

const THRESHOLDS = { silentAfter: 3, outageAfterMs: 15 * 60_000 };
const judge = (changes: Parameters<typeof facts>[0]) => conditionsOf(facts(changes), THRESHOLDS);

describe('what people are told of', () => {
  it('is nothing while all is well', () => {
    expect(
      judge({ flows: [flow(), flow({ documentType: 'credit-note', runningSince: minutesAgo(1) })] }),
    ).toEqual([]);
  });

  it('documents that wait, by cause, with the command that tries them again', () => {
    const [condition, other] = judge({
      waiting: [waiting([7, 9]), waiting([3], { remedy: 'Add another one.', code: 'account-missing' })],
    });
    expect(condition).toMatchObject({
      kind: 'waiting',
      title: '2 invoices wait for a person (tax-code-missing)',
      members: ['7', '9'],
      command: 'traede-sync attention retry --problem tax-code-missing',
    });
    expect(other?.title).toBe('1 invoice waits for a person (account-missing)');
    expect(other?.key).not.toBe(condition?.key);
  });

  it('two causes with one code are two, and the same cause stays one whichever document is first', () => {
    const key = (fact: ReturnType<typeof waiting>) => judge({ waiting: [fact] })[0]?.key;
    expect(key(waiting([1]))).toBe(key(waiting([2, 3])));
    expect(key(waiting([1]))).not.toBe(key(waiting([1], { remedy: 'Another remedy.' })));
  });

  it('thousands of documents with some of them by name', () => {
    const ids = Array.from({ length: 1_000 }, (_, index) => index + 1);
    const [condition] = judge({ waiting: [waiting(ids, { count: 4_711 })] });
    expect(condition).toMatchObject({ count: 4_711 });
    expect(condition?.members).toHaveLength(MAX_MEMBERS);
  });

  it('runs that fail for one reason, in one condition, with the last success in local time', () => {
    const failure = { type: 'TraedeAccessDenied', message: 'TRAEDE answered 401.' };
    const [condition, ...others] = judge({
      flows: [
        flow({ failure, lastSuccessAt: minutesAgo(90) }),
        flow({ failure, documentType: 'credit-note', lastSuccessAt: minutesAgo(80) }),
        flow({ failure, documentType: 'accounting-entry', lastSuccessAt: null }),
      ],
    });
    expect(others).toEqual([]);
    expect(condition).toMatchObject({
      kind: 'failed',
      key: 'failed:acme:TraedeAccessDenied',
      title: 'Syncing invoices, credit notes and accounting entries to acme fails',
      members: ['invoice', 'credit-note', 'accounting-entry'],
    });
    expect(condition?.message).toBe('TRAEDE answered 401. The last success was at 2026-11-25 19:30 CET.');
  });

  it('an outage, once for a system, and only when it lasts', () => {
    const outage = (minutes: number) => ({ message: 'TRAEDE does not answer.', since: minutesAgo(minutes) });
    expect(judge({ flows: [flow({ outage: outage(14), lastSuccessAt: minutesAgo(500) })] })).toEqual([]);
    const [condition, ...others] = judge({
      flows: [flow({ outage: outage(16) }), flow({ documentType: 'credit-note', outage: outage(30) })],
    });
    expect(others).toEqual([]);
    expect(condition).toMatchObject({
      kind: 'outage',
      key: 'outage:acme',
      since: minutesAgo(30).toISOString(),
    });
  });

  it('the silent stop: no success in more than three intervals, whatever the reason', () => {
    expect(judge({ flows: [flow({ lastSuccessAt: minutesAgo(15) })] })).toEqual([]);
    const [condition] = judge({ flows: [flow({ lastSuccessAt: minutesAgo(16) })] });
    expect(condition).toMatchObject({ kind: 'silent', key: 'silent:acme:invoice' });
    expect(condition?.message).toMatch(/No run is at work\.$/);
    const [hanging] = judge({
      flows: [flow({ lastSuccessAt: minutesAgo(60), runningSince: minutesAgo(50) })],
    });
    expect(hanging?.message).toMatch(/at work since 2026-11-25 20:10 CET without/);
  });

  it('a schedule that is paused for long, with the note of whoever paused it', () => {
    const schedule = {
      paused: true,
      note: 'Kim (kim@acme.example): year end',
      everyMs: 300_000,
      createdAt: minutesAgo(999),
    };
    const [condition] = judge({ flows: [flow({ schedule, lastSuccessAt: minutesAgo(60) })] });
    expect(condition?.message).toContain('Its schedule is paused: Kim ([e-mail]): year end.');
    expect(condition?.remedy).toMatch(/Unpause/);
    expect(judge({ flows: [flow({ schedule, lastSuccessAt: minutesAgo(5) })] })).toEqual([]);
  });

  it('a flow that has never succeeded, by the age of its schedule; and one without a schedule', () => {
    const young = { paused: false, note: null, everyMs: 300_000, createdAt: minutesAgo(14) };
    expect(judge({ flows: [flow({ schedule: young, lastSuccessAt: null })] })).toEqual([]);
    const old = { ...young, createdAt: minutesAgo(16) };
    expect(judge({ flows: [flow({ schedule: old, lastSuccessAt: null })] })[0]?.message).toMatch(
      /No run has ever succeeded/,
    );
    expect(judge({ flows: [flow({ schedule: null })] })[0]?.title).toMatch(/there is no schedule/);
  });

  it('books that do not agree', () => {
    const found = {
      systemId: 'acme',
      id: '7',
      at: minutesAgo(5),
      period: 'October 2026',
      members: ['invoice 7'],
    };
    expect(judge({ reconciliations: [{ ...found, differences: 0 }] })).toEqual([]);
    expect(judge({ reconciliations: [{ ...found, differences: 1 }] })[0]).toMatchObject({
      kind: 'reconciliation',
      title: 'The books of acme differ from TRAEDE in 1 document',
      command: 'traede-sync report 7',
    });
  });

  it('in texts of others on one line, without addresses, not too long', () => {
    const failure = { type: 'ErpUnavailable', message: `mail kim@acme.example\r\nX: ${'y'.repeat(2_000)}` };
    const [condition] = judge({ flows: [flow({ failure })] });
    expect(condition?.message).not.toMatch(/kim@|\n|\r/);
    expect(condition?.message.length).toBeLessThan(400);
  });
});
