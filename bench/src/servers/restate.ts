import { mkdirSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { freePort, LOOPBACK } from '../../../src/embedded/ports';
import { folderBytes } from '../folder-size';
import { startServer } from './background-server';

/** Restate's server, as its npm package has it, with its defaults: a log that is synced to disk. */
export async function startRestateServer(folder: string) {
  const data = join(folder, 'restate');
  mkdirSync(data, { recursive: true });
  const [ingress, admin, node] = [await freePort(0), await freePort(0), await freePort(0)];
  const server = await startServer({
    name: 'restate-server',
    command: binary(),
    args: ['--no-logo', '--base-dir', data, '--bind-ip', LOOPBACK, '--listen-mode', 'tcp'],
    folder,
    environment: {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      HOME: folder,
      RESTATE_DISABLE_TELEMETRY: 'true',
      RESTATE_INGRESS__BIND_PORT: String(ingress),
      RESTATE_ADMIN__BIND_PORT: String(admin),
      RESTATE_BIND_PORT: String(node),
    },
    port: ingress,
  });
  return {
    ...server,
    ingressUrl: `http://${LOOPBACK}:${ingress}`,
    adminUrl: `http://${LOOPBACK}:${admin}`,
    storedBytes: () => folderBytes(data),
  };
}

function binary(): string {
  const packageName = `@restatedev/restate-server-${platform()}-${arch()}`;
  return require.resolve(`${packageName}/bin/restate-server`);
}
