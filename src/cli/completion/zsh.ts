import { optionsWithValue, steps, words, type CompletedCommand, type OptionValue } from './command-tree';
import { PROGRAM_NAMES, quoted } from './shells';

/** The script for zsh: to be put into a folder of `fpath` as `_traede-sync`, or sourced. */
export function zshCompletion(tree: readonly CompletedCommand[]): string {
  return `#compdef ${PROGRAM_NAMES.join(' ')}
# Completion of traede-sync for zsh. Made by: traede-sync completion zsh
_traede_sync() {
  local at='' word skip='' cur=$words[CURRENT] prev=$words[CURRENT-1]
  local -i place=0 index
  local -a candidates
  for ((index = 2; index < CURRENT; index++)); do
    word=$words[index]
    if [[ -n $skip ]]; then skip=''; continue; fi
    case "$at:$word" in
${cases(steps(tree).map(({ from, name, to }) => [`${from}:${name}`, `at=${quoted(to)}; place=0`]))}
${cases(optionsWithValue(tree).map(({ path, name }) => [`${path}:${name}`, 'skip=1']))}
      (*:-*) ;;
      (*) (( place += 1 )) ;;
    esac
  done
  case "$at:$prev" in
${cases(optionsWithValue(tree).map(({ path, name, value }) => [`${path}:${name}`, `${reply(value)}; return`]))}
  esac
  if [[ $cur == -* ]]; then
    case $at in
${cases(
  tree.map(({ path, options }) => [
    path,
    describe(
      'option',
      options.flatMap(({ names, description }) => names.map((name) => ({ word: name, description }))),
    ),
  ]),
)}
    esac
    return
  fi
  case "$at:$place" in
${cases(words(tree).map(({ path, place, words: all }) => [`${path}:${place}`, describe('argument', all)]))}
  esac
}
if [[ $funcstack[1] == _traede-sync ]]; then _traede_sync "$@"; else compdef _traede_sync ${PROGRAM_NAMES.join(' ')}; fi
`;
}

function cases(all: readonly (readonly [string, string])[]): string {
  return all.map(([pattern, action]) => `      (${quoted(pattern)}) ${action} ;;`).join('\n');
}

function describe(
  what: string,
  all: readonly { readonly word: string; readonly description: string }[],
): string {
  const items = all.map(({ word, description }) =>
    quoted(description === '' ? word : `${word}:${description.replaceAll(/[\\:]/g, '\\$&')}`),
  );
  return `candidates=(${items.join(' ')}); _describe ${quoted(what)} candidates`;
}

function reply(value: OptionValue): string {
  switch (value.kind) {
    case 'choice':
      return describe(
        'value',
        value.choices.map((word) => ({ word, description: '' })),
      );
    case 'file':
      return '_files';
    case 'folder':
      return '_files -/';
    case 'anything':
    case 'none':
      return ':';
  }
}
