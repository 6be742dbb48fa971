import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, LOOPBACK } from '../../../src/embedded/ports';
import { folderBytes } from '../folder-size';
import { startServer } from './background-server';
import { findRedis } from './redis-binary';

/** As BullMQ's guide to production wants it, and every write on disk before it is acknowledged. */
const DURABLE = [
  '--appendonly',
  'yes',
  '--appendfsync',
  'always',
  '--save',
  '',
  '--maxmemory-policy',
  'noeviction',
];

export async function startRedis(folder: string) {
  const { command, libraries } = await findRedis();
  const data = join(folder, 'redis');
  mkdirSync(data, { recursive: true });
  const port = await freePort(0);
  const server = await startServer({
    name: 'redis-server',
    command,
    args: ['--port', String(port), '--bind', LOOPBACK, '--dir', data, ...DURABLE],
    folder,
    environment: { PATH: '/usr/local/bin:/usr/bin:/bin', LD_LIBRARY_PATH: libraries },
    port,
  });
  return { ...server, port, storedBytes: () => folderBytes(data) };
}
