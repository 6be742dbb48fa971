import { PostingTurns, type Batch } from '../../src/delivery/posting-turns';

/** A posting that ends when it is told to. */
interface Held {
  readonly name: string;
  readonly end: () => void;
}

describe('the turns of postings to one ERP', () => {
  let turns: PostingTurns;
  let underWay: Held[];
  let begun: string[];
  beforeEach(() => {
    turns = new PostingTurns(2);
    underWay = [];
    begun = [];
  });

  const post = (name: string, batch: Batch): Promise<void> =>
    turns.during(
      batch,
      () =>
        new Promise((resolve) => {
          begun.push(name);
          underWay.push({ name, end: resolve });
        }),
    );
  const postAll = (name: string, count: number): Promise<unknown> => {
    const batch = { left: count };
    return Promise.all(Array.from({ length: count }, (_, index) => post(`${name}${index + 1}`, batch)));
  };
  const settled = () => new Promise(setImmediate);
  const endAll = async (): Promise<void> => {
    await settled();
    for (let next = underWay.shift(); next !== undefined; next = underWay.shift()) {
      next.end();
      await settled();
    }
  };

  it('are never more at once than the ERP takes', async () => {
    const all = postAll('a', 5);
    await settled();
    expect(begun).toEqual(['a1', 'a2']);
    underWay.shift()?.end();
    await settled();
    expect(begun).toEqual(['a1', 'a2', 'a3']);
    expect(underWay).toHaveLength(2);
    await endAll();
    await all;
  });

  it('let the batch that began end before the next one begins', async () => {
    const all = Promise.all([postAll('a', 4), postAll('b', 4)]);
    await endAll();
    await all;
    expect(begun.join(' ')).toBe('a1 a2 a3 a4 b1 b2 b3 b4');
  });

  it('let a single document go before batches of many', async () => {
    const all = [postAll('a', 6), postAll('b', 6)];
    await settled();
    all.push(postAll('resync', 1));
    await endAll();
    await Promise.all(all);
    expect(begun.slice(0, 3)).toEqual(['a1', 'a2', 'resync1']);
  });

  it('go on after a posting that fails', async () => {
    const batch = { left: 2 };
    const fails = () => Promise.reject(new Error('the ERP is away'));
    const outcomes = await Promise.allSettled([
      turns.during(batch, fails),
      turns.during(batch, fails),
      turns.during({ left: 1 }, () => Promise.resolve('posted')),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });
});
