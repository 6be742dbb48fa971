import type { Command } from 'commander';
import type { DocumentType } from '../document';
import type { DocumentRequest } from '../temporal/attention-desk';
import { askOfDocument } from './commands/document-request';
import { documentShow } from './commands/document-show';
import {
  contextOf,
  documentCommand,
  durationOption,
  example,
  keyOf,
  type DocumentFlags,
  type Finish,
} from './flags';

/** The commands about one document: show, resync, skip, mark-exported. */
export function addDocumentCommands(program: Command, finish: Finish): void {
  const group = program
    .command('document')
    .description('look at one document')
    .addHelpText('after', example('traede-sync document show invoice 1042'));
  documentCommand(group, 'show', 'everything that is known of one document, with its whole timeline')
    .addHelpText('after', example('traede-sync document show invoice 1042'))
    .action(async (type: DocumentType, id: number, flags: DocumentFlags) => {
      const context = contextOf(flags);
      finish(await documentShow(context, keyOf(context, type, id, flags)));
    });
  addRequest(
    program,
    finish,
    'resync',
    'import one document again, by its TRAEDE id; it is never posted twice',
  );
  addRequest(program, finish, 'skip', 'leave a document that waits out for good');
  addRequest(
    program,
    finish,
    'mark-exported',
    'a document that waits is in the books already, by hand: mark it in TRAEDE',
  );
}

interface RequestFlags extends DocumentFlags {
  readonly by: string;
  readonly reason?: string;
  readonly timeout: number;
}

function addRequest(
  program: Command,
  finish: Finish,
  kind: DocumentRequest['kind'],
  description: string,
): void {
  const added = documentCommand(program, kind, description).addOption(
    durationOption('--timeout <time>', 'how long to wait for the outcome', '60s'),
  );
  if (kind === 'resync') {
    added
      .option('--by <name>', 'who asks for it', 'the command line')
      .addHelpText('after', example('traede-sync resync invoice 1042'));
  } else {
    added
      .requiredOption('--reason <text>', 'why; stands in the timeline')
      .requiredOption('--by <name>', 'who decides it; stands in the timeline')
      .addHelpText(
        'after',
        example(`traede-sync ${kind} invoice 1042 --reason "entered by hand as 4711" --by Kim`),
      );
  }
  added.action(async (type: DocumentType, id: number, flags: RequestFlags) => {
    const context = contextOf(flags);
    const key = keyOf(context, type, id, flags);
    finish(
      await askOfDocument({ ...context, key, request: requestOf(kind, flags), timeoutMs: flags.timeout }),
    );
  });
}

function requestOf(kind: DocumentRequest['kind'], { by, reason = '' }: RequestFlags): DocumentRequest {
  return kind === 'resync' ? { kind, by } : { kind, by, reason };
}
