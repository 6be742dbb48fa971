import { InvalidArgumentError, Option, type Command } from 'commander';
import { DOCUMENT_TYPES, type DocumentType } from '../document';
import type { PlainDate } from '../plain-date';
import { CommandError } from './command-error';
import { adopt } from './commands/adopt';
import { adoptList } from './commands/adopt-list';
import { chooseSystem, command, contextOf, dayOption, example, type CommonFlags, type Finish } from './flags';

interface AdoptFlags extends CommonFlags {
  readonly system?: string;
  readonly from?: PlainDate;
  readonly to?: PlainDate;
  readonly type?: DocumentType;
  readonly dryRun?: true;
  readonly yes?: true;
  readonly csv?: string;
  readonly list?: number;
}

/** The command for documents that stand in the ERP already, posted by an earlier integration or by people. */
export function addAdoptCommand(program: Command, finish: Finish): void {
  command(
    program,
    'adopt',
    'link documents that others have posted in the ERP already, so that nothing posts them again; needs `up` or a worker',
  )
    .addOption(dayOption('--from <day>', 'first day of the books, 2026-01-01'))
    .addOption(dayOption('--to <day>', 'last day of the books (default: yesterday)'))
    .addOption(new Option('--type <type>', 'only this document type').choices(DOCUMENT_TYPES))
    .option('--dry-run', 'compare and list, link nothing')
    .option('--yes', 'do not ask')
    .option('--csv <file>', 'write the documents in doubt as CSV')
    .option('--system <id>', 'system, where several are configured')
    .addOption(
      new Option('--list <id>', 'show again what an adoption was in doubt of').argParser(parseAdoptionId),
    )
    .addHelpText(
      'after',
      example(
        'traede-sync adopt --from 2026-01-01 --dry-run --csv doubts.csv',
        'traede-sync adopt --from 2026-01-01 --to 2026-06-30 --type invoice',
      ),
    )
    .action(async (flags: AdoptFlags) => {
      const context = contextOf(flags);
      const { from, to, type, csv, list } = flags;
      if (list !== undefined) {
        finish(await adoptList({ ...context, id: list, csv }));
        return;
      }
      if (from === undefined) throw new CommandError('from which day on? Say it with --from 2026-01-01');
      const systemId = chooseSystem(context.config.systems, flags.system);
      const how = { dryRun: flags.dryRun === true, yes: flags.yes === true };
      finish(await adopt({ ...context, systemId, from, to, documentType: type, csv, ...how }));
    });
}

function parseAdoptionId(text: string): number {
  const id = Number(text);
  if (/^[1-9]\d*$/.test(text) && Number.isSafeInteger(id)) return id;
  throw new InvalidArgumentError('The number of an adoption, as it was shown.');
}
