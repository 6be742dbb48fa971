import { rmSync } from 'node:fs';
import type { EmbeddedPostgres } from '../../src/embedded/postgres';

/** Hands the server from jest's set-up to its tear-down, and its address to the test files' processes. */
let running: { readonly server: EmbeddedPostgres; readonly folder: string } | undefined;

export const sharedPostgres = {
  keep(server: EmbeddedPostgres, folder: string): void {
    running = { server, folder };
    process.env['TEST_POSTGRES_URL'] = server.url;
  },
  url(): string {
    const url = process.env['TEST_POSTGRES_URL'];
    if (url === undefined) throw new Error('jest global set-up did not start PostgreSQL');
    return url;
  },
  async end(): Promise<void> {
    await running?.server.release();
    if (running !== undefined) rmSync(running.folder, { recursive: true, force: true });
  },
};
