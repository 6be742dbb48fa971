import Table from 'cli-table3';

/** Where a command speaks: results on standard output, everything else on standard error. */
export interface Terminal {
  /** A machine reads standard output: one JSON document and nothing else. */
  readonly json: boolean;
  /** Standard error is a terminal: progress bars instead of lines. */
  readonly interactive: boolean;
  /** What goes on, for people. */
  readonly say: (line: string) => void;
  /** The command's result: the value as JSON for machines, else the text. */
  result(value: unknown, text: () => string): void;
}

export function openTerminal(options: { readonly json: boolean }): Terminal {
  return {
    json: options.json,
    interactive: process.stderr.isTTY && !options.json,
    say(line) {
      process.stderr.write(`${line}\n`);
    },
    result(value, text) {
      process.stdout.write(options.json ? `${JSON.stringify(value, undefined, 2)}\n` : `${text()}\n`);
    },
  };
}

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** A table without frames, as `gh` and `temporal` print them. */
export function table(columns: readonly Column[], rows: readonly (readonly (string | number)[])[]): string {
  const none = '';
  const printed = new Table({
    head: columns.map(({ title }) => title),
    colAligns: columns.map(({ align }) => align ?? 'left'),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: {
      ...{ top: none, 'top-mid': none, 'top-left': none, 'top-right': none },
      ...{ bottom: none, 'bottom-mid': none, 'bottom-left': none, 'bottom-right': none },
      ...{
        left: none,
        'left-mid': none,
        mid: none,
        'mid-mid': none,
        right: none,
        'right-mid': none,
        middle: none,
      },
    },
  });
  printed.push(...rows.map((row) => row.map(String)));
  return printed
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
