import { Argument, type Command } from 'commander';
import { DOCUMENT_TYPES, isDocumentType, type DocumentKey, type DocumentType } from '../document';
import type { CommandContext } from './command-context';
import { CommandError } from './command-error';
import { dryRunCommand } from './commands/dry-run';
import { dryRunShow } from './commands/dry-run-show';
import { sync } from './commands/sync';
import {
  command,
  contextOf,
  example,
  keyOf,
  parseDocumentId,
  type DocumentFlags,
  type Finish,
} from './flags';

interface SyncFlags extends DocumentFlags {
  readonly dryRun?: true;
  readonly show?: readonly string[];
}

/** `sync`, for real or dry. */
export function addSyncCommand(program: Command, finish: Finish): void {
  command(program, 'sync', 'sync now, and follow it; needs `up` or a worker (a dry run does not)')
    .addArgument(new Argument('[type]', 'only this document type').choices(DOCUMENT_TYPES))
    .option(
      '--dry-run',
      'only say what would be posted, and what would wait and why; writes nothing anywhere',
    )
    .option('--show <type and id...>', 'with --dry-run: the lines that one document would make in the books')
    .option('--system <id>', 'only this system')
    .addHelpText(
      'after',
      example(
        'traede-sync sync invoice',
        'traede-sync sync --dry-run',
        'traede-sync sync --dry-run --show invoice 1042',
      ),
    )
    .action(async (documentType: DocumentType | undefined, flags: SyncFlags) => {
      const context = contextOf(flags, flags.system === undefined ? undefined : [flags.system]);
      if (flags.dryRun !== true) {
        if (flags.show !== undefined) throw new CommandError('--show goes with --dry-run');
        finish(await sync({ ...context, documentType }));
      } else if (flags.show === undefined) finish(await dryRunCommand({ ...context, documentType }));
      else finish(await dryRunShow(context, shownDocument(context, flags.show, flags)));
    });
}

function shownDocument(context: CommandContext, words: readonly string[], flags: DocumentFlags): DocumentKey {
  const [documentType, id, ...others] = words;
  if (documentType === undefined || id === undefined || others.length > 0 || !isDocumentType(documentType)) {
    throw new CommandError(`--show takes a document type (${DOCUMENT_TYPES.join(', ')}) and a TRAEDE id`);
  }
  return keyOf(context, documentType, parseDocumentId(id), flags);
}
