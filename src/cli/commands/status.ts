import type { CommandContext } from '../command-context';
import { deploymentStatus, type DeploymentStatus } from '../deployment-status';
import { EXIT, type ExitCode } from '../exit-codes';
import { flowTable, remarks, stateTable, sumLines } from '../status-view';
import { describeProblems } from '../summary';
import { withTemporalLook } from '../temporal-look';
import { withServices } from '../with-services';

/**
 * How everything stands: for each system and type the last and the next run, what was delivered today, what waits, and
 * how far behind it is. From the record, and from Temporal where it answers.
 */
export async function status(context: CommandContext): Promise<ExitCode> {
  return withServices(context, ({ pool }) =>
    withTemporalLook(context, async (look) => {
      const found = await deploymentStatus(context.config, pool, look);
      context.terminal.result(found, () => print(found));
      return EXIT.ok;
    }),
  );
}

function print(found: DeploymentStatus): string {
  const problems = found.systems.flatMap((system) => system.problems);
  const sums = sumLines(found);
  const notes = remarks(found);
  return [
    flowTable(found),
    '',
    stateTable(found),
    ...(sums.length === 0 ? [] : ['', ...sums]),
    ...(problems.length === 0 ? [] : ['', describeProblems(problems)]),
    ...(notes.length === 0 ? [] : ['', ...notes]),
    ...(found.temporalUi === null ? [] : ['', `Temporal UI: ${found.temporalUi}`]),
  ].join('\n');
}
