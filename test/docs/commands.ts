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

/** Begins a command, wherever it stands alone on a line: blocks without a language are no way around being executed. */
const PROGRAMS =
  /^(?:npx|npm|node|traede-(?:erp-)?sync|docker|kubectl|systemctl|temporal|psql|pg_\w+|promtool|curl|openssl|deploy\/\S+\.sh) \S/;

/** All commands: every line of a shell's block, what stands behind `$ ` in what a terminal showed, and lines of programs. */
export function shellBlocks(markdown: string): readonly ShellBlock[] {
  return fencedBlocks(markdown)
    .map(({ line, language, info, text }) => ({
      line,
      info,
      commands: commandsOf(SHELLS.includes(language) ? text : typedIn(text, language)),
    }))
    .filter(({ commands }) => commands.length > 0);
}

/** Code within a sentence, and in the cells of tables; not what stands in blocks. */
export function inlineCode(markdown: string): readonly string[] {
  const prose = markdown.replaceAll(/^( *)```.*?^\1```$/gms, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code.replaceAll('\\|', '|'));
}

function typedIn(text: string, language: string): string {
  const lines = text.split('\n');
  const prompted = lines.flatMap((line) => (line.startsWith('$ ') ? [line.slice(2)] : []));
  const isSession = prompted.length > 0 || language !== '';
  return (isSession ? prompted : lines.filter((line) => PROGRAMS.test(line))).join('\n');
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
