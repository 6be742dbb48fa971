import { connectClient } from '../../temporal/connection';
import { presenceOnHost } from '../../temporal/worker-presence';
import type { CommandContext } from '../command-context';
import { EXIT, type ExitCode } from '../exit-codes';
import { requireTemporal } from '../temporal-target';

export interface HealthOptions extends CommandContext {
  /** Name of the machine or container whose worker is meant. */
  readonly host: string;
  /** Each system of the configuration must be served there; else one queue of ours is enough, as workers end whole. */
  readonly wantsEach: boolean;
}

/** A probe that waits for longer counts as failed anyway. */
const CONNECT_TIMEOUT_MS = 5_000;

/** Whether a worker of this machine (or container) asks Temporal for work: for the health checks of process managers. */
export async function health(options: HealthOptions): Promise<ExitCode> {
  const { config, environment, folder, terminal, host, wantsEach } = options;
  const connected = await connectClient(requireTemporal(folder, environment), {
    timeoutMs: CONNECT_TIMEOUT_MS,
  });
  try {
    const systemIds = config.systems.map(({ systemId }) => systemId);
    const { polling, lastSeenAt, systems } = await presenceOnHost(connected.client, systemIds, host);
    const unserved = systemIds.filter((systemId) => systems.get(systemId)?.polling !== true);
    const ok = wantsEach ? unserved.length === 0 : polling;
    const exitCode = ok ? EXIT.ok : EXIT.failed;
    const result = { ok, exitCode, host, lastSeenAt: lastSeenAt?.toISOString() ?? null, unserved };
    terminal.result(result, () => {
      const what = wantsEach && polling ? ` of ${unserved.join(', ')}` : '';
      return ok ? `a worker on ${host} asks for work` : `no worker on ${host} asks for work${what}`;
    });
    return exitCode;
  } finally {
    await connected.close();
  }
}
