import { ConfigError } from '../../src/config/errors';
import { shareOfCommon, shareOfSystem } from '../../src/temporal/worker-share';
import { workerVersion } from '../../src/temporal/worker-version';

describe("a system's share of a worker", () => {
  it('is the whole of it for a single one, and never less than one place for each document type', () => {
    expect(shareOfSystem(1)).toEqual({ activities: 24, connections: 50, cachedWorkflows: 200, polls: 10 });
    expect(shareOfSystem(3)).toMatchObject({ activities: 8, connections: 18 });
    expect(shareOfSystem(40)).toEqual({ activities: 3, connections: 8, cachedWorkflows: 20, polls: 2 });
  });

  it('holds a connection for each lease and one for its statements', () => {
    for (const share of [shareOfCommon(), ...[1, 2, 5, 10].map(shareOfSystem)])
      expect(share.connections).toBeGreaterThan(2 * share.activities);
  });

  it('of ten systems, and what they share, fits the connections that PostgreSQL allows by default', () => {
    expect(10 * shareOfSystem(10).connections + shareOfCommon().connections).toBeLessThan(100);
  });
});

describe("a worker's version", () => {
  it('is named by both variables or by none', () => {
    expect(workerVersion({})).toBeUndefined();
    const variables = { TEMPORAL_DEPLOYMENT_NAME: 'traede', TEMPORAL_WORKER_BUILD_ID: '1.2.0' };
    expect(workerVersion(variables)).toEqual({ deploymentName: 'traede', buildId: '1.2.0' });
    for (const name of Object.keys(variables))
      expect(() => workerVersion({ [name]: 'x' })).toThrow(ConfigError);
  });
});
