import type { Argument, Command, Option } from 'commander';

/** A command as a shell completes it. */
export interface CompletedCommand {
  /** Its names from the program on, e.g. `attention retry`; empty for the program itself. */
  readonly path: string;
  readonly subcommands: readonly NamedCommand[];
  readonly options: readonly CompletedOption[];
  /** What may stand at each place of its arguments; empty where anything may. */
  readonly arguments: readonly (readonly string[])[];
}

export interface NamedCommand {
  readonly name: string;
  readonly description: string;
}

export interface CompletedOption {
  /** `--json`, `-h`: all ways to write it. */
  readonly names: readonly string[];
  readonly description: string;
  readonly value: OptionValue;
}

export type OptionValue =
  | { readonly kind: 'none' | 'file' | 'folder' | 'anything' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] };

/** All commands of the program, itself first: what its help shows, and nothing that could differ from it. */
export function commandTree(program: Command): readonly CompletedCommand[] {
  return below(program, []);
}

function below(command: Command, names: readonly string[]): readonly CompletedCommand[] {
  const help = command.createHelp();
  const subcommands = help.visibleCommands(command);
  return [
    {
      path: names.join(' '),
      subcommands: subcommands.map((one) => ({ name: one.name(), description: one.description() })),
      options: help.visibleOptions(command).map(toOption),
      arguments: command.registeredArguments.map(({ argChoices }: Argument) => argChoices ?? []),
    },
    ...command.commands.flatMap((one) => below(one, [...names, one.name()])),
  ];
}

function toOption(option: Option): CompletedOption {
  const names = [option.long, option.short].filter((name) => name !== undefined);
  return { names, description: option.description, value: valueOf(option) };
}

function valueOf({ flags, argChoices, required, optional }: Option): OptionValue {
  if (argChoices !== undefined) return { kind: 'choice', choices: argChoices };
  if (!required && !optional) return { kind: 'none' };
  if (flags.includes('<file>')) return { kind: 'file' };
  return { kind: flags.includes('<dir>') ? 'folder' : 'anything' };
}

/** Each step from a command to one below it: `attention`, `retry` → `attention retry`. */
export function steps(tree: readonly CompletedCommand[]) {
  const paths = new Set(tree.map(({ path }) => path));
  return tree.flatMap(({ path, subcommands }) =>
    subcommands
      .map(({ name }) => ({ from: path, name, to: `${path} ${name}`.trim() }))
      .filter(({ to }) => paths.has(to)),
  );
}

/** Each option that is followed by a value, under each of its names. */
export function optionsWithValue(tree: readonly CompletedCommand[]) {
  return tree.flatMap(({ path, options }) =>
    options
      .filter(({ value }) => value.kind !== 'none')
      .flatMap(({ names, value }) => names.map((name) => ({ path, name, value }))),
  );
}

/** What may stand at a place of a command's arguments: its subcommands, or the choices of an argument. */
export function words(tree: readonly CompletedCommand[]) {
  return tree.flatMap((command) => {
    const subcommands = command.subcommands.map(({ name, description }) => ({ word: name, description }));
    const choices = command.arguments.map((all, place) => ({
      path: command.path,
      place,
      words: all.map((word) => ({ word, description: '' })),
    }));
    const first = subcommands.length === 0 ? [] : [{ path: command.path, place: 0, words: subcommands }];
    return [...first, ...choices].filter((one) => one.words.length > 0);
  });
}
