import { Argument, InvalidArgumentError, Option, type Command } from 'commander';
import { DOCUMENT_TYPES, type DocumentType } from '../document';
import type { PlainDate } from '../plain-date';
import { reconcile } from './commands/reconcile';
import { report } from './commands/report';
import { chooseSystem, command, contextOf, dayOption, example, type CommonFlags, type Finish } from './flags';

interface FileFlags extends CommonFlags {
  readonly system?: string;
  readonly html?: string;
  readonly csv?: string;
}

interface ReconcileFlags extends FileFlags {
  readonly from?: PlainDate;
  readonly to?: PlainDate;
  readonly type?: DocumentType;
  readonly mend?: true;
  readonly yes?: true;
  readonly by: string;
}

/** The commands that compare the books, and show the outcome. */
export function addReconcileCommands(program: Command, finish: Finish): void {
  addReconcile(program, finish);
  addReport(program, finish);
}

function addReconcile(program: Command, finish: Finish): void {
  const added = command(
    program,
    'reconcile',
    'compare TRAEDE, the record and the ERP for a period; needs `up` or a worker',
  )
    .addOption(
      dayOption('--from <day>', 'first day of the books, 2026-01-01 (default: the first of last month)'),
    )
    .addOption(dayOption('--to <day>', 'last day of the books (default: yesterday)'))
    .addOption(new Option('--type <type>', 'only this document type').choices(DOCUMENT_TYPES));
  withFiles(added)
    .option(
      '--mend',
      'mark what is posted but not marked, and resync what is missing, after showing the list',
    )
    .option('--yes', 'with --mend: do not ask')
    .option('--by <name>', 'with --mend: who asks for it', 'the command line')
    .addHelpText(
      'after',
      example(
        'traede-sync reconcile --from 2026-01-01 --to 2026-01-31 --html january.html',
        'traede-sync reconcile --type invoice --mend --by Kim',
      ),
    )
    .action(async (flags: ReconcileFlags) => {
      const context = contextOf(flags);
      const { from, to, type, mend, yes, by } = flags;
      const systemId = chooseSystem(context.config.systems, flags.system);
      const files = { html: flags.html, csv: flags.csv };
      const mending = { mend: mend === true, yes: yes === true, by };
      finish(await reconcile({ ...context, systemId, from, to, documentType: type, files, ...mending }));
    });
}

function addReport(program: Command, finish: Finish): void {
  const added = command(program, 'report', 'the report of the latest reconciliation, or of another one')
    .addArgument(new Argument('[id]', 'number of the report (default: the latest)').argParser(parseReportId))
    .option('--last', 'the latest report; the default')
    .option('--open', 'open the page in the browser')
    .option('--list', 'which reports there are');
  withFiles(added)
    .addHelpText(
      'after',
      example('traede-sync report --html report.html --csv differences.csv', 'traede-sync report --list'),
    )
    .action(
      async (id: number | undefined, flags: FileFlags & { readonly list?: true; readonly open?: true }) => {
        const context = contextOf(flags);
        const files = { html: flags.html, csv: flags.csv };
        const { system: systemId, list, open } = flags;
        finish(await report({ ...context, id, systemId, files, open: open === true, list: list === true }));
      },
    );
}

function withFiles(added: Command): Command {
  return added
    .option('--system <id>', 'system, where several are configured')
    .option('--html <file>', 'write the report as one HTML page')
    .option('--csv <file>', 'write the documents that do not agree as CSV');
}

function parseReportId(text: string): number {
  const id = Number(text);
  if (/^[1-9]\d*$/.test(text) && Number.isSafeInteger(id)) return id;
  throw new InvalidArgumentError('The number of a report: see `traede-sync report --list`.');
}
