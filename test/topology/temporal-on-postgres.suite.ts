import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityOf } from '../../src/embedded/process-identity';
import { connectClient, devServerAddress } from '../../src/temporal/connection';
import { searchAttributeState } from '../../src/temporal/search-attributes';
import { startPostgres } from './postgres';
import { startTemporalOnPostgres, type TemporalOnPostgres } from './temporal-on-postgres';

describe('a Temporal server on PostgreSQL', () => {
  it('starts, knows our search attributes, comes back after a kill and after a stop, and leaves no process', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'temporal-on-postgres-'));
    const postgres = await startPostgres(join(folder, 'postgres'), join(folder, 'postgres.log'));
    const options = { dataDir: join(folder, 'temporal'), postgresUrl: postgres.url };
    let server: TemporalOnPostgres | undefined;
    try {
      server = await startTemporalOnPostgres(options);
      await expectReady(server);
      expect(await server.revive()).toBe(false);

      const killed = server.process();
      process.kill(killed.pid, 'SIGKILL');
      while (identityOf(killed.pid) !== undefined) await new Promise((resolve) => setTimeout(resolve, 20));
      expect(await server.revive()).toBe(true);
      await expectReady(server);

      await server.stop();
      expect(identityOf(server.process().pid)).toBeUndefined();
      const { address } = server;
      server = await startTemporalOnPostgres(options);
      expect(server.address).toBe(address);
      await expectReady(server);
    } finally {
      await server?.stop();
      await postgres.release();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

async function expectReady({ address, namespace }: TemporalOnPostgres): Promise<void> {
  const connected = await connectClient(devServerAddress({ address, uiUrl: undefined }));
  const { client } = connected;
  try {
    expect(await searchAttributeState(client, namespace)).toEqual({ missing: [], ofOtherType: [] });
    // A server whose services have not found each other answers this with an error.
    const started = client.workflow.start('nobody', {
      taskQueue: 'nobody-polls',
      workflowId: `w-${Date.now()}`,
    });
    await (await started).terminate();
  } finally {
    await connected.close();
  }
}
