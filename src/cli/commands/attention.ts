import { waitingByProblem, type WaitingProblem } from '../../delivery/overview';
import { CONFIGURATION_COUNTS_AFTER_RESTART, isMendedByConfiguration, type ProblemCode } from '../../problem';
import type { CommandContext } from '../command-context';
import { EXIT, type ExitCode } from '../exit-codes';
import { describeProblems } from '../summary';
import { waitingLink } from '../../temporal/ui-links';
import { findTemporal } from '../temporal-target';
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
    const linkTo = (code?: ProblemCode): string | undefined =>
      temporal === undefined ? undefined : waitingLink(temporal, code);
    const link = linkTo();
    const codes = [...new Set(problems.map(({ code }) => code))];
    context.terminal.result({ systems, temporalUi: link ?? null }, () =>
      [
        problems.length === 0 ? 'Nothing waits for a person.' : describeProblems(problems),
        ...(problems.length === 0
          ? []
          : ['', 'When a cause is mended: traede-sync attention retry --problem CODE']),
        ...(codes.some(isMendedByConfiguration) ? [`Mind: ${CONFIGURATION_COUNTS_AFTER_RESTART}`] : []),
        ...(link === undefined ? [] : ['', `Temporal UI: ${link}`]),
        // One cause alone, where there are several.
        ...(codes.length < 2 ? [] : codes.flatMap((code) => linkLine(code, linkTo(code)))),
      ].join('\n'),
    );
    return problems.length === 0 ? EXIT.ok : EXIT.attention;
  });
}

function linkLine(code: ProblemCode, link: string | undefined): readonly string[] {
  return link === undefined ? [] : [`  ${code}: ${link}`];
}
