/** A fenced block of a page that holds commands. */
export interface ShellBlock {
  readonly line: number;
  /** What stands behind the language: ` ```sh fails `. */
  readonly info: string;
  /** One each, without comments; continued lines are joined. */
  readonly commands: readonly string[];
}

export interface FencedBlock {
  readonly line: number;
  readonly language: string;
  readonly info: string;
  readonly text: string;
}

/** Languages whose every line is a command. */
const SHELLS = ['sh', 'bash', 'shell'];

export function fencedBlocks(markdown: string): readonly FencedBlock[] {
  return [...markdown.matchAll(/^( *)```(\w*)([^\n]*)\n(.*?)^\1```$/gms)].map(
    ([, indent = '', language = '', info = '', text = ''], index, all) => ({
      line: markdown.slice(0, all[index]?.index ?? 0).split('\n').length,
      language,
      info: info.trim(),
      text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  );
}

/** All commands: every line of a shell's block, and what stands behind `$ ` in what a terminal showed. */
export function shellBlocks(markdown: string): readonly ShellBlock[] {
  return fencedBlocks(markdown)
    .map(({ line, language, info, text }) => ({
      line,
      info,
      commands: SHELLS.includes(language) ? commandsOf(text) : commandsOf(typedIn(text)),
    }))
    .filter(({ commands }) => commands.length > 0);
}

/** Code within a sentence, and in the cells of tables; not what stands in blocks. */
export function inlineCode(markdown: string): readonly string[] {
  const prose = markdown.replaceAll(/^( *)```.*?^\1```$/gms, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code.replaceAll('\\|', '|'));
}

function typedIn(session: string): string {
  return session
    .split('\n')
    .flatMap((line) => (line.startsWith('$ ') ? [line.slice(2)] : []))
    .join('\n');
}

function commandsOf(text: string): readonly string[] {
  return text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => withoutComment(line).trim())
    .filter((line) => line !== '');
}

/** A comment begins with a `#` at the beginning of a word, outside of quotes. */
function withoutComment(line: string): string {
  const [code = ''] = /^(?:"[^"]*"|'[^']*'|[^"'\s#]+#*|\s+(?!#))*/.exec(line) ?? [];
  return code;
}
