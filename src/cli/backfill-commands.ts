import { Option, type Command } from 'commander';
import { DOCUMENT_TYPES, type DocumentType } from '../document';
import type { PlainDate } from '../plain-date';
import { backfill } from './commands/backfill';
import { backfillDryRun } from './commands/backfill-dry-run';
import { chooseSystem, command, contextOf, dayOption, example, type CommonFlags, type Finish } from './flags';

interface BackfillFlags extends CommonFlags {
  readonly from: PlainDate;
  readonly to?: PlainDate;
  readonly type?: DocumentType;
  readonly system?: string;
  readonly dryRun?: true;
  readonly yes?: true;
}

/** `backfill`, for real or dry. */
export function addBackfillCommand(program: Command, finish: Finish): void {
  command(
    program,
    'backfill',
    'bring what TRAEDE holds as exported before; needs `up` or a worker (a dry run does not)',
  )
    .addOption(dayOption('--from <day>', 'first day of the books, 2025-01-01').makeOptionMandatory())
    .addOption(dayOption('--to <day>', 'last day of the books (default: today)'))
    .addOption(new Option('--type <type>', 'only this document type').choices(DOCUMENT_TYPES))
    .option('--system <id>', 'system, where several are configured')
    .option(
      '--dry-run',
      'only say what would be posted, what is in the ERP, and what would wait; writes nothing anywhere',
    )
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      example(
        'traede-sync backfill --from 2025-01-01 --dry-run',
        'traede-sync backfill --from 2025-01-01 --to 2025-12-31 --type invoice',
      ),
    )
    .action(async (flags: BackfillFlags) => {
      const context = contextOf(flags);
      const systemId = chooseSystem(context.config.systems, flags.system);
      const options = { ...context, systemId, from: flags.from, to: flags.to, documentType: flags.type };
      finish(
        await (flags.dryRun === true
          ? backfillDryRun(options)
          : backfill({ ...options, yes: flags.yes === true })),
      );
    });
}
