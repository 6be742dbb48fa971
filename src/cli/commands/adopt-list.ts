import { ADOPTION_OUTCOMES } from '../../adoption/doubts';
import { countOutcomes } from '../../delivery/adoption/reading';
import { printDoubts, printOutcomes } from '../adopt-print';
import { readDoubts } from '../adopt-doubts';
import { CommandError } from '../command-error';
import type { CommandContext } from '../command-context';
import { EXIT, type ExitCode } from '../exit-codes';
import { withServices } from '../with-services';

export interface AdoptListOptions extends CommandContext {
  readonly id: number;
  readonly csv: string | undefined;
}

/** What an adoption found, from our own database. */
export async function adoptList(options: AdoptListOptions): Promise<ExitCode> {
  const { id, csv, terminal } = options;
  return withServices(options, async ({ pool }) => {
    const outcomes = await countOutcomes(pool, id);
    if (ADOPTION_OUTCOMES.every((name) => outcomes[name] === 0)) {
      throw new CommandError(
        `there is no adoption ${id}, or nothing was found by it; only the newest ten are kept`,
      );
    }
    const doubts = await readDoubts(pool, id, csv, terminal);
    const { documents: doubtful, leftOut: doubtfulLeftOut } = doubts;
    terminal.result({ adoptionId: id, outcomes, doubtful, doubtfulLeftOut }, () =>
      [printOutcomes(outcomes), '', printDoubts(doubts)].join('\n').trimEnd(),
    );
    return outcomes.doubtful === 0 ? EXIT.ok : EXIT.attention;
  });
}
