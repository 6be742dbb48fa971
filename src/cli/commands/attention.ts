import { waitingByProblem, type WaitingProblem } from '../../delivery/overview';
import type { CommandContext } from '../command-context';
import { EXIT, type ExitCode } from '../exit-codes';
import { describeProblems } from '../summary';
import { findTemporal, uiLink } from '../temporal-target';
import { withServices } from '../with-services';

/** What waits for a person, by cause: one cause, its documents, and how to mend it. */
export async function attention(context: CommandContext): Promise<ExitCode> {
  const temporal = findTemporal(context.folder, context.environment);
  return withServices(context, async ({ pool }) => {
    const systems: { systemId: string; problems: readonly WaitingProblem[] }[] = [];
    for (const { systemId } of context.config.systems) {
      systems.push({ systemId, problems: await waitingByProblem(pool, systemId) });
    }
    const problems = systems.flatMap((system) => system.problems);
    const query = encodeURIComponent('SyncStatus="needs-attention"');
    const link = temporal === undefined ? undefined : uiLink(temporal, `workflows?query=${query}`);
    context.terminal.result({ systems, temporalUi: link ?? null }, () =>
      [
        problems.length === 0 ? 'Nothing waits for a person.' : describeProblems(problems),
        ...(problems.length === 0
          ? []
          : ['', 'When a cause is mended: traede-sync attention retry --problem CODE']),
        ...(link === undefined ? [] : ['', `Temporal UI: ${link}`]),
      ].join('\n'),
    );
    return problems.length === 0 ? EXIT.ok : EXIT.attention;
  });
}
