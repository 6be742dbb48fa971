import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { durationMs } from '../config/duration';
import { processEnvironment } from '../config/environment';
import { loadConfig } from '../config/load';
import { DOCUMENT_TYPES, type DocumentType } from '../document';
import { dataFolder } from '../embedded/data-folder';
import { CommandError } from './command-error';
import { erpList } from './commands/erp-list';
import { resync } from './commands/resync';
import { schedules } from './commands/schedules';
import { status } from './commands/status';
import { sync } from './commands/sync';
import { up } from './commands/up';
import { worker } from './commands/worker';
import type { ExitCode } from './exit-codes';
import { openTerminal } from './terminal';

interface CommonFlags {
  readonly data: string;
  readonly config?: string;
  readonly json?: true;
}

/** Builds the command line; each command answers with its exit code through `finish`. */
export function buildProgram(version: string, finish: (code: ExitCode) => void): Command {
  const program = new Command('traede-sync')
    .description(
      'Carries booked invoices, credit notes and accounting entries from TRAEDE into an ERP, exactly once.',
    )
    .version(version)
    .showHelpAfterError('(run traede-sync --help for what there is)')
    .addHelpText('after', EXIT_CODES);

  addUp(program, finish);
  addSync(program, finish);
  addResync(program, finish);
  command(program, 'worker', 'run one worker against the configured Temporal, PostgreSQL and TRAEDE')
    .addHelpText(
      'after',
      example('TEMPORAL_ADDRESS=temporal:7233 DATABASE_URL=postgres://… traede-sync worker'),
    )
    .action(async (flags: CommonFlags) => {
      finish(await worker(commonOptions(flags)));
    });
  command(program, 'schedules', 'list the schedules: last run, next run, paused or not')
    .addHelpText('after', example('traede-sync schedules --json'))
    .action(async (flags: CommonFlags) => {
      finish(await schedules(commonOptions(flags)));
    });
  command(program, 'status', 'how many documents are where on their way, and what waits for a person')
    .addHelpText('after', example('traede-sync status --data ./data'))
    .action(async (flags: CommonFlags) => {
      finish(await status(commonOptions(flags)));
    });
  const erp = program.command('erp').description('look into the ERP');
  command(erp, 'list', 'list what the ERP holds under our references')
    .addHelpText('after', example('traede-sync erp list --json --data ./data'))
    .action(async (flags: CommonFlags) => {
      finish(await erpList(commonOptions(flags)));
    });
  return program;
}

function addUp(program: Command, finish: (code: ExitCode) => void): void {
  command(
    program,
    'up',
    'run everything on this machine: Temporal, PostgreSQL, worker, and what is not configured',
  )
    .option('--once', 'end after one full sync of all document types')
    .addOption(
      new Option(
        '--patience <time>',
        'with --once: give up when TRAEDE or the ERP is away for longer than this',
      )
        .default('60s')
        .argParser(parseDuration),
    )
    .addHelpText(
      'after',
      example(
        'traede-sync up --once',
        'TRAEDE_BASE_URL=https://… TRAEDE_ACCESS_TOKEN=… TRAEDE_APP_KEY=… TRAEDE_SYSTEM_ID=… traede-sync up',
      ),
    )
    .action(async (flags: CommonFlags & { readonly once?: true; readonly patience: string | number }) => {
      const patienceMs = typeof flags.patience === 'number' ? flags.patience : parseDuration(flags.patience);
      finish(await up({ ...commonOptions(flags), once: flags.once === true, patienceMs }));
    });
}

function addSync(program: Command, finish: (code: ExitCode) => void): void {
  command(program, 'sync', 'sync now, and follow it; needs `up` or a worker')
    .addArgument(new Argument('[type]', 'only this document type').choices(DOCUMENT_TYPES))
    .addHelpText('after', example('traede-sync sync invoice'))
    .action(async (documentType: DocumentType | undefined, flags: CommonFlags) => {
      finish(await sync({ ...commonOptions(flags), documentType }));
    });
}

function addResync(program: Command, finish: (code: ExitCode) => void): void {
  command(program, 'resync', 'import one document again, by its TRAEDE id; it is never posted twice')
    .addArgument(new Argument('<type>', 'document type').choices(DOCUMENT_TYPES))
    .addArgument(new Argument('<id>', 'TRAEDE id of the document').argParser(parseDocumentId))
    .option('--system <id>', 'system, where several are configured')
    .option('--by <name>', 'who asks for it', 'the command line')
    .addOption(
      new Option('--timeout <time>', 'how long to wait for the outcome')
        .default('60s')
        .argParser(parseDuration),
    )
    .addHelpText('after', example('traede-sync resync invoice 1042'))
    .action(
      async (
        documentType: DocumentType,
        documentId: number,
        flags: CommonFlags & {
          readonly system?: string;
          readonly by: string;
          readonly timeout: string | number;
        },
      ) => {
        const options = commonOptions(flags);
        const systemId = chooseSystem(
          options.config.systems.map((system) => system.systemId),
          flags.system,
        );
        const timeoutMs = typeof flags.timeout === 'number' ? flags.timeout : parseDuration(flags.timeout);
        finish(
          await resync({ ...options, key: { systemId, documentType, documentId }, by: flags.by, timeoutMs }),
        );
      },
    );
}

/** A command with the flags that all have. */
function command(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .option('--data <dir>', 'folder of everything embedded', './data')
    .option('--config <file>', 'configuration file (default: sync.config.yaml, where it exists)')
    .option('--json', 'one JSON document on standard output, messages on standard error');
}

function commonOptions(flags: CommonFlags) {
  const environment = processEnvironment();
  return {
    environment,
    config: loadConfig(environment, flags.config),
    folder: dataFolder(flags.data),
    terminal: openTerminal({ json: flags.json === true }),
  };
}

function chooseSystem(known: readonly string[], wanted: string | undefined): string {
  const [first, ...others] = known;
  if (wanted === undefined && first !== undefined && others.length === 0) return first;
  if (wanted !== undefined && known.includes(wanted)) return wanted;
  throw new CommandError(`which system? Choose one with --system: ${known.join(', ')}`);
}

function parseDocumentId(text: string): number {
  const id = Number(text);
  if (/^[1-9]\d*$/.test(text) && Number.isSafeInteger(id)) return id;
  throw new InvalidArgumentError('TRAEDE ids are whole numbers above 0.');
}

function parseDuration(text: string): number {
  const ms = durationMs(text);
  if (ms !== undefined) return ms;
  throw new InvalidArgumentError('A number with s, m, h or d, e.g. 30s.');
}

function example(...lines: readonly string[]): string {
  return ['', 'Example:', ...lines.map((line) => `  ${line}`)].join('\n');
}

const EXIT_CODES = `
Exit codes:
  0    done
  1    something failed; the message says what, and what to do
  2    done, but documents wait for a person
  130  interrupted`;
