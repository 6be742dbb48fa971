import { optionsWithValue, steps, words, type CompletedCommand, type OptionValue } from './command-tree';
import { PROGRAM_NAMES, quoted } from './shells';

/** The script for bash, 3.2 (macOS) and later. */
export function bashCompletion(tree: readonly CompletedCommand[]): string {
  return `# Completion of traede-sync for bash. Made by: traede-sync completion bash
_traede_sync() {
  local cur prev word at='' place=0 skip='' index
  cur="\${COMP_WORDS[COMP_CWORD]}"
  prev="\${COMP_WORDS[COMP_CWORD - 1]}"
  COMPREPLY=()
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    if [[ -n "$skip" ]]; then skip=''; continue; fi
    case "$at:$word" in
${cases(steps(tree).map(({ from, name, to }) => [`${from}:${name}`, `at=${quoted(to)}; place=0`]))}
      ${optionsWithValue(tree)
        .map(({ path, name }) => quoted(`${path}:${name}`))
        .join(' | \\\n      ')}) skip=1 ;;
      *:-*) ;;
      *) place=$((place + 1)) ;;
    esac
  done
  local IFS=$'\\n'
  case "$at:$prev" in
${cases(optionsWithValue(tree).map(({ path, name, value }) => [`${path}:${name}`, `${reply(value)}; return`]))}
  esac
  if [[ "$cur" == -* ]]; then
    case "$at" in
${cases(tree.map(({ path, options }) => [path, choose(options.flatMap(({ names }) => names))]))}
    esac
    return
  fi
  case "$at:$place" in
${cases(words(tree).map(({ path, place, words: all }) => [`${path}:${place}`, choose(all.map(({ word }) => word))]))}
  esac
}
complete -F _traede_sync ${PROGRAM_NAMES.join(' ')}
`;
}

function cases(all: readonly (readonly [string, string])[]): string {
  return all.map(([pattern, action]) => `      ${quoted(pattern)}) ${action} ;;`).join('\n');
}

function choose(all: readonly string[]): string {
  return `COMPREPLY=($(compgen -W $${quoted(all.join('\\n'))} -- "$cur"))`;
}

function reply(value: OptionValue): string {
  switch (value.kind) {
    case 'choice':
      return choose(value.choices);
    case 'file':
      return 'compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$cur"))';
    case 'folder':
      return 'compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$cur"))';
    case 'anything':
    case 'none':
      return 'COMPREPLY=()';
  }
}
