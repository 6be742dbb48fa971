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

export { table, type Column } from './table';
