import { connectClient } from '../../temporal/connection';
import { presenceOnHost } from '../../temporal/worker-presence';
import type { CommandContext } from '../command-context';
import { EXIT, type ExitCode } from '../exit-codes';
import { requireTemporal } from '../temporal-target';

export interface HealthOptions extends CommandContext {
  /** Name of the machine or container whose worker is meant. */
  readonly host: string;
}

/** A probe that waits for longer counts as failed anyway. */
const CONNECT_TIMEOUT_MS = 5_000;

/** Whether a worker of this machine (or container) asks Temporal for work: for the health checks of process managers. */
export async function health({ environment, folder, terminal, host }: HealthOptions): Promise<ExitCode> {
  const connected = await connectClient(requireTemporal(folder, environment), {
    timeoutMs: CONNECT_TIMEOUT_MS,
  });
  try {
    const { polling, lastSeenAt } = await presenceOnHost(connected.client, host);
    const exitCode = polling ? EXIT.ok : EXIT.failed;
    const result = { ok: polling, exitCode, host, lastSeenAt: lastSeenAt?.toISOString() ?? null };
    terminal.result(result, () =>
      polling ? `a worker on ${host} asks for work` : `no worker on ${host} asks for work`,
    );
    return exitCode;
  } finally {
    await connected.close();
  }
}
