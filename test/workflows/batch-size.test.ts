import { BatchSize } from '../../workflows/batch-size';

const TUNING = { pageSize: 60, batchSize: 20, largestBatch: 60, batchesInFlight: 6 };

describe('the size of the next batch', () => {
  it('grows where the ERP is quick, up to the largest', () => {
    const size = new BatchSize({ ...TUNING, largestBatch: 500 });
    size.took(20, 300);
    expect(size.current).toBe(80);
    size.took(80, 1_000);
    expect(size.current).toBe(320);
    size.took(320, 10);
    expect(size.current).toBe(500);
  });

  it('becomes what a slow ERP takes in five seconds, and no less than five', () => {
    const size = new BatchSize(TUNING);
    size.took(20, 10_000);
    expect(size.current).toBe(10);
    size.took(10, 600_000);
    expect(size.current).toBe(5);
    size.took(5, 1_000);
    expect(size.current).toBe(20);
  });

  it('learns nothing from a small batch that was quick', () => {
    const size = new BatchSize(TUNING);
    size.took(3, 1_200);
    expect(size.current).toBe(20);
    size.took(3, 30_000);
    expect(size.current).toBe(5);
  });

  it('does not grow by a slow one', () => {
    const size = new BatchSize(TUNING);
    size.took(60, 5_100);
    expect(size.current).toBe(20);
  });

  it('is the one that a run was given where it was given one, as older versions did', () => {
    const size = new BatchSize({ pageSize: 60, batchSize: 20, batchesInFlight: 4 });
    size.took(20, 1);
    size.took(20, 60_000);
    expect(size.current).toBe(20);
  });

  it('is never above a largest that is small', () => {
    const size = new BatchSize({ ...TUNING, batchSize: 3, largestBatch: 3 });
    size.took(3, 1);
    size.took(3, 60_000);
    expect(size.current).toBe(3);
  });
});
