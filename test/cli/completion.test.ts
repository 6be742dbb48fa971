import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bashCompletion } from '../../src/cli/completion/bash';
import { commandTree } from '../../src/cli/completion/command-tree';
import { fishCompletion } from '../../src/cli/completion/fish';
import { zshCompletion } from '../../src/cli/completion/zsh';
import { buildProgram } from '../../src/cli/program';
import { DOCUMENT_TYPES } from '../../src/document';

const tree = commandTree(buildProgram('1.0.0', () => undefined));
const SCRIPTS = { bash: bashCompletion(tree), zsh: zshCompletion(tree), fish: fishCompletion(tree) };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'traede-completion-'));
  for (const [shell, script] of Object.entries(SCRIPTS))
    writeFileSync(join(folder, `script.${shell}`), script);
  writeFileSync(join(folder, 'my config.yaml'), '');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** How each shell is asked for what may follow the words, the last of which is being typed. */
const ASK = {
  bash: (words: readonly string[]) => `
    source script.bash
    COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
    _traede_sync; printf '%s\\n' "\${COMPREPLY[@]}"`,
  // zsh completes in a line editor only: what the script hands to its completion system is printed instead.
  zsh: (words: readonly string[]) => `
    compdef() { : }; _describe() { print -l -- \${(P)2%%:*} }; _files() { print -l -- *(N) }
    source script.zsh
    words=(${words.map((word) => `'${word}'`).join(' ')}); CURRENT=${words.length}; _traede_sync`,
  fish: (words: readonly string[]) => `source script.fish; complete -C '${words.join(' ')}'`,
};

type ShellName = keyof typeof ASK;

function isInstalled(shell: ShellName): boolean {
  try {
    execFileSync(shell, ['-c', 'true']);
    return true;
  } catch {
    return false;
  }
}

/** The words that a shell offers; of those that begin with what was typed, as shells filter by themselves. */
function offered(shell: ShellName, ...words: readonly string[]): readonly string[] {
  const typed = words.at(-1) ?? '';
  const noRcFiles = { bash: ['--norc', '--noprofile'], zsh: ['-f'], fish: ['--no-config'] }[shell];
  const output = execFileSync(shell, [...noRcFiles, '-c', ASK[shell](['traede-sync', ...words])], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 20_000,
  });
  return output
    .split('\n')
    .map((line) => line.split('\t', 1)[0] ?? '')
    .filter((word) => word !== '' && word.startsWith(typed));
}

// bash is on every machine that runs these tests; the others are asked where they are installed.
const shells = (Object.keys(ASK) as ShellName[]).filter((shell) => shell === 'bash' || isInstalled(shell));

describe.each(shells)('completion in %s', (shell) => {
  const complete = (...words: readonly string[]) => offered(shell, ...words);

  it('offers the commands, and those below a command', () => {
    expect(complete('')).toEqual(expect.arrayContaining(['up', 'sync', 'runs', 'watch', 'document', 'help']));
    expect(complete('sta')).toEqual(['status']);
    expect(complete('attention', '')).toEqual(['retry']);
    expect([...complete('document', '')].sort()).toEqual(['help', 'show']);
  });

  it('offers the choices of arguments, each at its place', () => {
    expect([...complete('sync', '')].sort()).toEqual([...DOCUMENT_TYPES].sort());
    expect(complete('document', 'show', 'inv')).toEqual(['invoice']);
    expect(complete('document', 'show', 'invoice', '')).toEqual([]);
    expect([...complete('completion', '')].sort()).toEqual(['bash', 'fish', 'zsh']);
  });

  it('offers the options of a command, and their choices', () => {
    const options = complete('runs', '--');
    expect(options).toEqual(
      expect.arrayContaining(['--failed', '--limit', '--type', '--system', '--json', '--help']),
    );
    expect(options).not.toContain('--once');
    expect([...complete('runs', '--type', '')].sort()).toEqual([...DOCUMENT_TYPES].sort());
    expect(complete('attention', 'retry', '--problem', 'tax-')).toEqual([
      'tax-code-missing',
      'tax-code-unknown',
    ]);
    expect(complete('runs', '--limit', '')).toEqual([]);
  });

  it('is not led astray by values that look like commands', () => {
    expect([...complete('sync', '--data', 'status', '')].sort()).toEqual([...DOCUMENT_TYPES].sort());
    expect(complete('skip', '--reason', 'up', '--by', 'Kim', 'credit')).toEqual(['credit-note']);
  });

  it('offers files where a file is asked for', () => {
    const files = complete('status', '--config', '').map((file) => file.replaceAll('\\', ''));
    expect(files).toEqual(expect.arrayContaining(['my config.yaml']));
  });
});

describe('the scripts', () => {
  it.each(shells)('are valid for %s', (shell) => {
    const check = { bash: ['-n'], zsh: ['-n'], fish: ['--no-execute'] }[shell];
    expect(() =>
      execFileSync(shell, [...check, join(folder, `script.${shell}`)], { stdio: 'pipe' }),
    ).not.toThrow();
  });

  it.each(Object.entries(SCRIPTS))('for %s name every command and every option', (_, script) => {
    for (const { path, options } of tree) {
      expect(script).toContain(path);
      for (const { names } of options)
        for (const name of names) expect(script).toContain(name.replace(/^-+/, ''));
    }
  });
});
