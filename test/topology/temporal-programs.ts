import { join } from 'node:path';
import { buildGoPrograms } from './go-programs';

/** Temporal's production server and the tool that sets up its databases. */
export interface TemporalPrograms {
  readonly server: string;
  readonly sqlTool: string;
}

/** The version that `servers/go.mod` pins: the same server that the pinned Temporal CLI holds. */
export async function temporalPrograms(say?: (line: string) => void): Promise<TemporalPrograms> {
  const folder = await buildGoPrograms(
    {
      name: 'temporal-server',
      moduleFolder: join(__dirname, 'servers'),
      packages: {
        'temporal-server': 'go.temporal.io/server/cmd/server',
        'temporal-sql-tool': 'go.temporal.io/server/cmd/tools/sql',
      },
    },
    say,
  );
  return { server: join(folder, 'temporal-server'), sqlTool: join(folder, 'temporal-sql-tool') };
}
