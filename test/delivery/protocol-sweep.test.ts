import * as fc from 'fast-check';
import { deliverDocuments } from '../../src/delivery/protocol';
import type { TestDatabase } from '../support/database';
import { FIND_FAULTS, POST_FAULTS, type Fault } from '../support/scripted-erp';
import { sweepOne, UNDISTURBED_CALLS, type Scenario } from './sweep';
import { createDeliveryDatabase, type Deliver } from './world';

describe('the delivery protocol, disturbed at every call', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDeliveryDatabase();
  });
  afterAll(() => database.drop());

  const sweep = async (deliver: Deliver): Promise<readonly string[]> => {
    const violations: string[] = [];
    for (const scenario of allScenarios()) {
      violations.push(...(await sweepOne(database.pool, deliver, scenario)));
    }
    return violations;
  };

  it('posts everything exactly once, whatever happens to any one call', async () => {
    expect(await sweep(deliverDocuments)).toEqual([]);
  });

  it('posts everything exactly once, whatever happens to several calls', async () => {
    const fault = fc.record({
      call: fc.integer({ min: 1, max: 3 * UNDISTURBED_CALLS }),
      fault: fc.constantFrom<Fault>(...POST_FAULTS),
    });
    const scenario = fc.record({
      enforcesUniqueness: fc.boolean(),
      faults: fc.uniqueArray(fault, { minLength: 2, maxLength: 8, selector: ({ call }) => call }),
    });
    await fc.assert(
      fc.asyncProperty(scenario, async (one) => {
        expect(await sweepOne(database.pool, deliverDocuments, one)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('would notice a protocol that posts again without looking', async () => {
    const violations = await sweep(postingBlindly);
    expect(violations.join('\n')).toContain('is in the ERP 2 times');
    expect(violations.join('\n')).toContain('was posted without a look-up');
  });

  it('would notice a protocol that does not wait until an earlier posting must have arrived', async () => {
    const violations = await sweep(postingAtOnce);
    expect(violations.join('\n')).toContain('is in the ERP 2 times');
  });

  it('would notice a protocol that records what the ERP answered without reading it back', async () => {
    const violations = await sweep(believingTheErp);
    expect(violations.join('\n')).toContain('is delivered, the ERP holds');
  });
});

function allScenarios(): readonly Scenario[] {
  const calls = Array.from({ length: UNDISTURBED_CALLS }, (_, index) => index + 1);
  return [true, false].flatMap((enforcesUniqueness) =>
    calls.flatMap((call) => {
      const isFind = call === 1 || call === UNDISTURBED_CALLS;
      const faults: readonly Fault[] = isFind ? FIND_FAULTS : POST_FAULTS;
      return faults.map((fault) => ({ enforcesUniqueness, faults: [{ call, fault }] }));
    }),
  );
}

/** Takes every look-up before a posting for answered with nothing. */
const postingBlindly: Deliver = (protocol, flow, ids, options) => {
  const { erp } = protocol;
  let posted = false;
  const blind = {
    ...erp,
    find: (...request: Parameters<typeof erp.find>): ReturnType<typeof erp.find> =>
      posted ? erp.find(...request) : Promise.resolve(new Map()),
    post: (...request: Parameters<typeof erp.post>) => {
      posted = true;
      return erp.post(...request);
    },
  };
  return deliverDocuments({ ...protocol, erp: blind }, flow, ids, options);
};

/** Forgets that a posting may be on its way. */
const postingAtOnce: Deliver = (protocol, flow, ids, options) => {
  const record = { ...protocol.record, beginPosting: () => Promise.resolve() };
  return deliverDocuments({ ...protocol, record }, flow, ids, options);
};

/** Records a receipt as one would have liked it. */
const believingTheErp: Deliver = async (protocol, flow, ids, options) => {
  const { record, erp, prepare } = protocol;
  const believing = {
    ...erp,
    find: async (...request: Parameters<typeof erp.find>): ReturnType<typeof erp.find> => {
      const found = new Map(await erp.find(...request));
      for (const { documentId, content } of await record.load(flow, ids)) {
        const prepared = prepare({ ...flow, documentId }, content);
        if (!prepared.ok || prepared.posting.kind === 'journal-entry') continue;
        const { reference, totals } = prepared.posting;
        const receipt = found.get(reference);
        if (receipt !== undefined) found.set(reference, { ...receipt, ...totals });
      }
      return found;
    },
  };
  return deliverDocuments({ ...protocol, erp: believing }, flow, ids, options);
};
