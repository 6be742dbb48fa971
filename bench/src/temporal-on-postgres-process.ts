import { z } from 'zod';
import { startTemporalOnPostgres } from '../../test/topology/temporal-on-postgres';
import { serveParent } from './serve-parent';

const settingsSchema = z.strictObject({ dataDir: z.string(), postgresUrl: z.string() });

/** Starts Temporal's production server as `npm run topology` does; runs from its source, beside the files that it needs. */
serveParent(async (given) => {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const server = await startTemporalOnPostgres({ ...settingsSchema.parse(given), say });
  const { address, namespace } = server;
  return {
    ready: { address, namespace, pid: server.process().pid },
    answers: {},
    stop: () => server.stop(),
  };
});
