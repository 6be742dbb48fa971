import { inspect } from 'node:util';
import { report } from './judgement';
import { badNeighbours } from './scaling/bad-neighbours';
import { moreWorkers } from './scaling/more-workers';
import { oneWriter } from './scaling/one-writer';

/** How the product scales out: more workers, bad neighbours, and an ERP that wants one writer. */
async function main(): Promise<void> {
  for (const scenario of [moreWorkers, badNeighbours, oneWriter]) {
    const { title, text, judgements } = await scenario();
    say(`${title}\n${text}`);
    if (!report(judgements)) process.exitCode = 1;
    say('');
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${inspect(error)}\n`);
  process.exitCode = 1;
});
