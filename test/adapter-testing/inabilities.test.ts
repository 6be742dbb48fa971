import { runConformance, type CheckResult, type ConformanceSubject } from '../../src/adapter-testing';
import { memorySubject } from './memory-subject';

const FOREIGN = 'documents: an invoice in a foreign currency is posted in it';
const CLOSED = 'refusals: a day in a closed period is rejected, never moved';

async function resultOf(name: string, subject: ConformanceSubject): Promise<CheckResult | undefined> {
  const [result] = await runConformance(subject, { only: (candidate) => candidate === name });
  return result;
}

describe('what is declared impossible', () => {
  it('is told with its reason', async () => {
    const subject = { ...memorySubject(), cannot: { 'closed-periods': 'no periods there' } };
    expect(await resultOf(CLOSED, subject)).toEqual({
      name: CLOSED,
      status: 'cannot',
      ability: 'closed-periods',
      reason: 'no periods there',
    });
  });

  it('fails when the adapter does it all the same', async () => {
    const subject = { ...memorySubject(), cannot: { 'foreign-currency': 'kroner only' } };
    expect(await resultOf(FOREIGN, subject)).toMatchObject({ status: 'failed' });
  });
});

describe('what is neither given nor declared impossible', () => {
  it('fails, and says what to give', async () => {
    const subject = memorySubject();
    const facts = { ...subject.facts };
    delete facts.foreignCurrency;
    expect(await resultOf(FOREIGN, { ...subject, facts })).toEqual({
      name: FOREIGN,
      status: 'failed',
      message:
        "facts.foreignCurrency is missing: give it, or declare cannot['foreign-currency'] with the reason.",
    });
  });

  it('holds for the wire too', async () => {
    const subject = memorySubject();
    const name = 'faults: at every call of an invoice an answer is lost';
    const open = async () => {
      const { url, ...erp } = await subject.open();
      return {
        ...erp,
        connect: (options: Parameters<typeof erp.connect>[0]) =>
          erp.connect({ ...options, address: url ?? '' }),
      };
    };
    expect(await resultOf(name, { ...subject, open })).toMatchObject({
      status: 'failed',
      message: expect.stringContaining("declare cannot['wire']") as unknown,
    });
  });
});

it('a fact that cannot be is told before anything runs', async () => {
  const subject = memorySubject();
  const facts = { ...subject.facts, openDay: '2026-02-30' };
  await expect(runConformance({ ...subject, facts })).rejects.toThrow('facts.openDay is not a day');
});
