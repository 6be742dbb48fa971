import { optionsWithValue, steps, words, type CompletedCommand, type CompletedOption } from './command-tree';
import { PROGRAM_NAMES } from './shells';

/** The script for fish. */
export function fishCompletion(tree: readonly CompletedCommand[]): string {
  return `# Completion of traede-sync for fish. Made by: traede-sync completion fish
function __traede_sync_at --description 'Whether the words so far lead to this command (and place)'
    set -l at ''
    set -l place 0
    set -l skip 0
    for word in (commandline -opc)[2..]
        if test $skip = 1
            set skip 0
            continue
        end
        switch "$at:$word"
${steps(tree)
  .map(
    ({ from, name, to }) =>
      `            case ${quoted(`${from}:${name}`)}\n                set at ${quoted(to)}\n                set place 0`,
  )
  .join('\n')}
            case ${optionsWithValue(tree)
              .map(({ path, name }) => quoted(`${path}:${name}`))
              .join(' ')}
                set skip 1
            case '*:-*'
            case '*'
                set place (math $place + 1)
        end
    end
    test "$at" = "$argv[1]"; and begin
        test (count $argv) -lt 2; or test "$place" = "$argv[2]"
    end
end
${PROGRAM_NAMES.map((program) => completions(program, tree)).join('\n')}
`;
}

function completions(program: string, tree: readonly CompletedCommand[]): string {
  const lines = [`complete -c ${program} -f`];
  for (const { path, options } of tree) {
    const condition = quoted(`__traede_sync_at ${quoted(path)}`);
    lines.push(...options.map((option) => `complete -c ${program} -n ${condition} ${flags(option)}`));
  }
  for (const { path, place, words: all } of words(tree)) {
    const condition = quoted(`__traede_sync_at ${quoted(path)} ${place}`);
    for (const { word, description } of all) {
      const about = description === '' ? '' : ` -d ${quoted(description)}`;
      lines.push(`complete -c ${program} -n ${condition} -a ${quoted(word)}${about}`);
    }
  }
  return lines.join('\n');
}

function flags({ names, description, value }: CompletedOption): string {
  const spelled = names.map((name) =>
    name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  return [...spelled, ...takes(value), `-d ${quoted(description)}`].join(' ');
}

function takes(value: CompletedOption['value']): readonly string[] {
  switch (value.kind) {
    case 'choice':
      return ['-x', `-a ${quoted(value.choices.join(' '))}`];
    case 'file':
      return ['-r', '-F'];
    case 'folder':
      return ['-x', `-a '(__fish_complete_directories)'`];
    case 'anything':
      return ['-x'];
    case 'none':
      return [];
  }
}

/** A text as one word of fish, whose quotes know two escapes. */
function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
}
