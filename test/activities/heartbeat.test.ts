import { getMaxListeners } from 'node:events';
import { MockActivityEnvironment } from '@temporalio/testing';
import { whileHeartbeating } from '../../activities/heartbeat';

describe('work that beats', () => {
  it('hands out a signal that any number of calls may listen to', async () => {
    const most = await new MockActivityEnvironment().run(() =>
      whileHeartbeating('invoices 1–60 (60)', (signal) => Promise.resolve(getMaxListeners(signal))),
    );
    expect(most).toBe(Infinity);
  });
});
