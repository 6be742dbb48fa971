import { Argument, InvalidArgumentError, Option, type Command } from 'commander';
import { DOCUMENT_TYPES, type DocumentType } from '../document';
import { completion } from './commands/completion';
import { diagnose } from './commands/diagnose';
import { notify } from './commands/notify';
import { purge } from './commands/purge';
import { runs } from './commands/runs';
import { status } from './commands/status';
import { watch } from './commands/watch';
import { SHELLS, type Shell } from './completion/shells';
import {
  command,
  contextOf,
  durationOption,
  example,
  parseDuration,
  type CommonFlags,
  type Finish,
} from './flags';

/** The commands of the operator's day: status, runs, watch, diagnose, and completion for the shell. */
export function addOperatorCommands(program: Command, finish: Finish): void {
  addStatus(program, finish);
  addRuns(program, finish);
  addWatch(program, finish);
  addDiagnose(program, finish);
  addNotify(program, finish);
  addPurge(program, finish);
  addCompletion(program, finish);
}

function addStatus(program: Command, finish: Finish): void {
  command(
    program,
    'status',
    'how everything stands: runs, what was delivered today, what waits, what is late',
  )
    .addHelpText('after', example('traede-sync status', 'traede-sync status --json'))
    .action(async (flags: CommonFlags) => {
      finish(await status(contextOf(flags)));
    });
}

/** As many as one reads; a page of Temporal's list. */
const MAX_RUNS = 200;

function parseLimit(text: string): number {
  const limit = Number(text);
  if (/^[1-9]\d*$/.test(text) && limit <= MAX_RUNS) return limit;
  throw new InvalidArgumentError(`A whole number from 1 to ${MAX_RUNS}.`);
}

interface RunsFlags extends CommonFlags {
  readonly system?: string;
  readonly type?: DocumentType;
  readonly failed?: true;
  readonly limit: number;
}

function addRuns(program: Command, finish: Finish): void {
  command(program, 'runs', 'the latest runs: how they ended, what they did, where to look')
    .option('--system <id>', 'only this system')
    .addOption(new Option('--type <type>', 'only this document type').choices(DOCUMENT_TYPES))
    .option('--failed', 'only runs that failed')
    .addOption(new Option('--limit <count>', 'how many').default(20).argParser(parseLimit))
    .addHelpText(
      'after',
      example('traede-sync runs --failed', 'traede-sync runs --type invoice --limit 5 --json'),
    )
    .action(async ({ system, type, failed, limit, ...flags }: RunsFlags) => {
      finish(
        await runs({
          ...contextOf(flags),
          systemId: system,
          documentType: type,
          failedOnly: failed === true,
          limit,
        }),
      );
    });
}

function addWatch(program: Command, finish: Finish): void {
  command(program, 'watch', 'the status, live, until Ctrl-C')
    .addOption(durationOption('--interval <time>', 'time between two looks', '5s'))
    .addHelpText('after', example('traede-sync watch', 'traede-sync watch --interval 30s --json'))
    .action(async ({ interval, ...flags }: CommonFlags & { readonly interval: number }) => {
      finish(await watch({ ...contextOf(flags), intervalMs: interval }));
    });
}

function addDiagnose(program: Command, finish: Finish): void {
  command(
    program,
    'diagnose',
    'write what support needs to know into one file, without secrets and personal data',
  )
    .option(
      '--out <file>',
      'where to; packed when it ends with .gz; - for standard output',
      'traede-sync-diagnosis.json',
    )
    .addHelpText('after', example('traede-sync diagnose', 'traede-sync diagnose --out diagnosis.json.gz'))
    .action(async ({ out, ...flags }: CommonFlags & { readonly out: string }) => {
      finish(await diagnose({ ...flags, out }));
    });
}

function addNotify(program: Command, finish: Finish): void {
  command(program, 'notify', 'send a test message to every channel of `notifications`')
    .addHelpText('after', example('traede-sync notify'))
    .action(async (flags: CommonFlags) => {
      finish(await notify(contextOf(flags)));
    });
}

interface PurgeFlags extends CommonFlags {
  readonly olderThan?: number;
  readonly dryRun?: true;
}

function addPurge(program: Command, finish: Finish): void {
  command(program, 'purge', 'take the contents of documents that ended long ago out of the record, now')
    .addOption(
      new Option(
        '--older-than <time>',
        'since they ended; default: `retention` of the configuration',
      ).argParser(parseDuration),
    )
    .option('--dry-run', 'count them, and write nothing')
    .addHelpText('after', example('traede-sync purge --dry-run', 'traede-sync purge --older-than 30d'))
    .action(async ({ olderThan, dryRun, ...flags }: PurgeFlags) => {
      finish(await purge({ ...contextOf(flags), olderThanMs: olderThan, dryRun: dryRun === true }));
    });
}

function addCompletion(program: Command, finish: Finish): void {
  program
    .command('completion')
    .description('print the script by which a shell completes our commands')
    .addArgument(new Argument('<shell>', 'for which shell').choices(SHELLS))
    .addHelpText(
      'after',
      example(
        'source <(traede-sync completion bash)',
        'traede-sync completion zsh > "${fpath[1]}/_traede-sync"',
        'traede-sync completion fish > ~/.config/fish/completions/traede-sync.fish',
      ),
    )
    .action((shell: Shell) => {
      finish(completion(program, shell));
    });
}
