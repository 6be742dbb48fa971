import fc from 'fast-check';
import type { ReadyDocument } from '../../workflows/delivery-order';
import { nextBatch } from '../../workflows/batches';

const document = (id: number, group?: string) => ({ id, ...(group === undefined ? {} : { group }) });

function inBatches(
  documents: readonly ReadyDocument[],
  size: number,
  start = 0,
): readonly (readonly number[])[] {
  if (start >= documents.length) return [];
  const end = start + nextBatch(documents, start, size);
  return [documents.slice(start, end).map(({ id }) => id), ...inBatches(documents, size, end)];
}

describe('batches', () => {
  it('of documents that stand for themselves are of one size', () => {
    const documents = [1, 2, 3, 4, 5].map((id) => document(id));
    expect(inBatches(documents, 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(inBatches([], 2)).toEqual([]);
  });

  it('part no group, and take several small ones', () => {
    const documents = [
      ...[document(9), document(8)],
      ...[
        document(1, 'a'),
        document(2, 'a'),
        document(3, 'a'),
        document(4, 'b'),
        document(5, 'c'),
        document(6, 'c'),
      ],
    ];
    expect(inBatches(documents, 2)).toEqual([[9, 8], [1, 2, 3], [4], [5, 6]]);
    expect(inBatches(documents, 5)).toEqual([
      [9, 8, 1, 2, 3],
      [4, 5, 6],
    ]);
  });

  it('part a group beyond what one activity can hold', () => {
    const documents = Array.from({ length: 450 }, (_, index) => document(index + 1, 'a'));
    expect(inBatches(documents, 10).map((ids) => ids.length)).toEqual([200, 200, 50]);
  });

  it('hold every document once, in its order', () => {
    const group = fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined });
    fc.assert(
      fc.property(fc.array(group, { maxLength: 60 }), fc.integer({ min: 1, max: 50 }), (groups, size) => {
        const documents = groups.toSorted().map((one, index) => document(index + 1, one));
        const batches = inBatches(documents, size);
        expect(batches.flat()).toEqual(documents.map(({ id }) => id));
        for (const one of ['a', 'b', 'c']) {
          const ids = documents.flatMap((each) => (each.group === one ? [each.id] : []));
          expect(batches.filter((batch) => batch.some((id) => ids.includes(id))).length).toBeLessThanOrEqual(
            1,
          );
        }
      }),
    );
  });
});
