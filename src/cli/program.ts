import { Command, Option } from 'commander';
import { addAdoptCommand } from './adopt-command';
import { adapterInit } from './commands/adapter-init';
import { attention } from './commands/attention';
import { retryAttention } from './commands/attention-retry';
import { erpList } from './commands/erp-list';
import { schedules } from './commands/schedules';
import { up } from './commands/up';
import { addBackfillCommand } from './backfill-commands';
import { addDocumentCommands } from './document-commands';
import { addOperatorCommands } from './operator-commands';
import { addReconcileCommands } from './reconcile-commands';
import { addServerCommands } from './server-commands';
import { addSetUpCommands } from './set-up-commands';
import { addSyncCommand } from './sync-command';
import {
  command,
  contextOf,
  durationOption,
  example,
  metricsOption,
  type CommonFlags,
  type Finish,
  type MetricsFlags,
} from './flags';
import { openTerminal } from './terminal';
import { metricsAddressOf } from '../config/metrics-address';
import { PROBLEM_CODES, type ProblemCode } from '../problem';

/** Builds the command line; each command answers with its exit code through `finish`. */
export function buildProgram(version: string, finish: Finish): Command {
  const program = new Command('traede-sync')
    .description(
      'Carries booked invoices, credit notes and accounting entries from TRAEDE into an ERP, exactly once.',
    )
    .version(version)
    .showHelpAfterError('(run traede-sync --help for what there is)')
    .addHelpText('after', EXIT_CODES);
  addUp(program, finish);
  addSyncCommand(program, finish);
  addAttention(program, finish);
  addDocumentCommands(program, finish);
  addReconcileCommands(program, finish);
  addBackfillCommand(program, finish);
  addAdoptCommand(program, finish);
  addSetUpCommands(program, finish);
  addOperatorCommands(program, finish);
  addSimple(program, 'schedules', 'list the schedules: last run, next run, paused or not', schedules, finish);
  const erp = program
    .command('erp')
    .description('look into the ERP')
    .addHelpText('after', example('traede-sync erp list'));
  addSimple(erp, 'list', 'list what the ERP holds under our references', erpList, finish, 'erp list --json');
  addAdapter(program, finish);
  addServerCommands(program, finish);
  return program;
}

/** A command that takes the common flags and nothing else. */
function addSimple(
  parent: Command,
  name: string,
  description: string,
  run: typeof schedules,
  finish: Finish,
  exampleCall = name,
): void {
  command(parent, name, description)
    .addHelpText('after', example(`traede-sync ${exampleCall}`))
    .action(async (flags: CommonFlags) => {
      finish(await run(contextOf(flags)));
    });
}

interface UpFlags extends CommonFlags, MetricsFlags {
  readonly once?: true;
  readonly patience: number;
}

function addUp(program: Command, finish: Finish): void {
  command(
    program,
    'up',
    'run everything on this machine: Temporal, PostgreSQL, worker, and what is not configured',
  )
    .option('--once', 'end after one full sync of all document types')
    .addOption(
      durationOption(
        '--patience <time>',
        'with --once: give up when TRAEDE or the ERP is away for longer',
        '60s',
      ),
    )
    .addOption(metricsOption())
    .addHelpText(
      'after',
      example(
        'traede-sync up --once',
        'TRAEDE_BASE_URL=https://… TRAEDE_ACCESS_TOKEN=… TRAEDE_APP_KEY=… TRAEDE_SYSTEM_ID=… traede-sync up',
      ),
    )
    .action(async (flags: UpFlags) => {
      const context = contextOf(flags);
      const metricsAddress = metricsAddressOf(context.environment, flags.metricsAddress);
      const { once = false, patience: patienceMs } = flags;
      finish(await up({ ...context, once, patienceMs, metricsAddress }));
    });
}

function addAttention(program: Command, finish: Finish): void {
  const group = command(program, 'attention', 'what waits for a person, by cause, and how to mend it')
    .addHelpText('after', example('traede-sync attention'))
    .action(async (flags: CommonFlags) => {
      finish(await attention(contextOf(flags)));
    });
  command(
    group,
    'retry',
    'try everything again that waits (for one cause), after it was mended; needs `up` or a worker',
  )
    .addOption(new Option('--problem <code>', 'only documents with this problem').choices(PROBLEM_CODES))
    .option('--by <name>', 'who asks for it', 'the command line')
    .addHelpText('after', example('traede-sync attention retry --problem tax-code-missing --by Kim'))
    .action(async (_: unknown, self: Command) => {
      const flags = self.optsWithGlobals<
        CommonFlags & { readonly problem?: ProblemCode; readonly by: string }
      >();
      finish(await retryAttention({ ...contextOf(flags), problem: flags.problem, by: flags.by }));
    });
}

function addAdapter(program: Command, finish: Finish): void {
  program
    .command('adapter')
    .description('an adapter of your own, for an ERP that none is built in for')
    .addHelpText('after', example('traede-sync adapter init my-erp'))
    .command('init')
    .description('write the skeleton of an adapter, with a test that lists what is still to do')
    .argument('<name>', 'what to call it: my-erp')
    .option('--dir <dir>', 'folder to write it into (default: a new one of that name)')
    .option('--json', 'one JSON document on standard output, messages on standard error')
    .addHelpText('after', example('traede-sync adapter init my-erp'))
    .action((name: string, { dir, json }: { readonly dir?: string; readonly json?: true }) => {
      finish(adapterInit({ name, folder: dir, terminal: openTerminal({ json: json === true }) }));
    });
}

const EXIT_CODES = `
Exit codes:
  0    done
  1    something failed; the message says what, and what to do
  2    done, but documents wait for a person, or the books do not agree
  130  interrupted`;
