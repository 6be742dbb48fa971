import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { durationMs } from '../config/duration';
import { processEnvironment } from '../config/environment';
import { loadConfig } from '../config/load';
import { DOCUMENT_TYPES, type DocumentKey, type DocumentType, type SystemId } from '../document';
import { dataFolder } from '../embedded/data-folder';
import { parsePlainDate, type PlainDate } from '../plain-date';
import type { CommandContext } from './command-context';
import { CommandError } from './command-error';
import type { ExitCode } from './exit-codes';
import { openTerminal } from './terminal';

/** Takes a command's exit code. */
export type Finish = (code: ExitCode) => void;

/** The flags that all commands have. */
export interface CommonFlags {
  readonly data: string;
  readonly config?: string;
  readonly json?: true;
}

/** A command with the flags that all have. */
export function command(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .option('--data <dir>', 'folder of everything embedded', './data')
    .option('--config <file>', 'configuration file (default: sync.config.yaml, where it exists)')
    .option('--json', 'one JSON document on standard output, messages on standard error');
}

/** @param systemIds read only these systems: others' secrets need not be there */
export function contextOf(flags: CommonFlags, systemIds?: readonly SystemId[]): CommandContext {
  const environment = processEnvironment();
  return {
    environment,
    config: loadConfig(environment, flags.config, systemIds),
    folder: dataFolder(flags.data),
    terminal: openTerminal({ json: flags.json === true }),
  };
}

/** The system that is meant: the only one, or that of `--system`. */
export function chooseSystem(
  systems: readonly { readonly systemId: string }[],
  wanted: string | undefined,
): string {
  const known = systems.map(({ systemId }) => systemId);
  const [first, ...others] = known;
  if (wanted === undefined && first !== undefined && others.length === 0) return first;
  if (wanted !== undefined && known.includes(wanted)) return wanted;
  throw new CommandError(`which system? Choose one with --system: ${known.join(', ')}`);
}

export function parseDocumentId(text: string): number {
  const id = Number(text);
  if (/^[1-9]\d*$/.test(text) && Number.isSafeInteger(id)) return id;
  throw new InvalidArgumentError('TRAEDE ids are whole numbers above 0.');
}

export function parseDuration(text: string): number {
  const ms = durationMs(text);
  if (ms !== undefined) return ms;
  throw new InvalidArgumentError('A number with s, m, h or d, e.g. 30s.');
}

export function example(...lines: readonly string[]): string {
  return ['', 'Example:', ...lines.map((line) => `  ${line}`)].join('\n');
}

/** The flags of commands about one document. */
export interface DocumentFlags extends CommonFlags {
  readonly system?: string;
}

/** A command about one document, named by type and TRAEDE id. */
export function documentCommand(parent: Command, name: string, description: string): Command {
  return command(parent, name, description)
    .addArgument(new Argument('<type>', 'document type').choices(DOCUMENT_TYPES))
    .addArgument(
      new Argument('<id>', 'TRAEDE id of the document (not its printed number)').argParser(parseDocumentId),
    )
    .option('--system <id>', 'system, where several are configured');
}

export function keyOf(
  context: CommandContext,
  documentType: DocumentType,
  documentId: number,
  flags: DocumentFlags,
): DocumentKey {
  return { systemId: chooseSystem(context.config.systems, flags.system), documentType, documentId };
}

/** `--timeout` and the like: a flag that takes a time span. */
export function durationOption(flag: string, description: string, byDefault: string): Option {
  return new Option(flag, description).default(parseDuration(byDefault), byDefault).argParser(parseDuration);
}

/** A flag that takes a day of the books. */
export function dayOption(flag: string, description: string): Option {
  return new Option(flag, description).argParser((text: string): PlainDate => {
    const day = parsePlainDate(text);
    if (day !== undefined) return day;
    throw new InvalidArgumentError('A day of the books: 2026-01-31.');
  });
}

export interface MetricsFlags {
  readonly metricsAddress?: string;
}

/** Where a worker's metrics are offered. */
export function metricsOption(): Option {
  return new Option(
    '--metrics-address <ip:port>',
    'offer metrics to Prometheus there (default: TRAEDE_SYNC_METRICS_ADDRESS, else nowhere)',
  );
}
