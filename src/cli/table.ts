import Table from 'cli-table3';

export interface Column {
  readonly title: string;
  /** Instead of the title where the terminal is narrow. */
  readonly short?: string;
  readonly align?: 'left' | 'right';
  /** Where the terminal is narrow, and every row has the same, it is said once above the table. */
  readonly saidOnce?: boolean;
}

type Row = readonly (string | number)[];

/**
 * A table without frames, as `gh` and `temporal` print them. Where it is too wide for the terminal it is made narrower:
 * short titles, and what is the same in every row said once; if that does not help, one block of lines for each row.
 */
export function table(
  columns: readonly Column[],
  rows: readonly Row[],
  width: number | undefined = terminalWidth(),
): string {
  const full = draw(columns, rows);
  if (fits(full, width)) return full;
  const narrow = drawNarrow(columns, rows);
  return fits(narrow, width) ? narrow : stacked(columns, rows);
}

/** Undefined where no terminal shows it: what reads a pipe wants one line for each row. */
function terminalWidth(): number | undefined {
  return process.stdout.isTTY && process.stdout.columns > 0 ? process.stdout.columns : undefined;
}

function fits(text: string, width: number | undefined): boolean {
  return width === undefined || text.split('\n').every((line) => Array.from(line).length <= width);
}

function drawNarrow(columns: readonly Column[], rows: readonly Row[]): string {
  const isSaidOnce = columns.map(
    ({ saidOnce }, index) => saidOnce === true && new Set(rows.map((row) => row[index])).size === 1,
  );
  const above = columns.flatMap(({ title }, index) =>
    isSaidOnce[index] === true ? [`${title}: ${rows[0]?.[index] ?? ''}`] : [],
  );
  const isLeft = (_: unknown, index: number): boolean => isSaidOnce[index] !== true;
  const left = columns.filter(isLeft).map((column) => ({ ...column, title: column.short ?? column.title }));
  return [
    ...above,
    draw(
      left,
      rows.map((row) => row.filter(isLeft)),
    ),
  ].join('\n');
}

/** One block for each row: the first two cells as its heading, the others below. */
function stacked(columns: readonly Column[], rows: readonly Row[]): string {
  const titles = columns.slice(HEADING_CELLS).map(({ title }) => title);
  const widest = Math.max(...titles.map(({ length }) => length));
  return rows
    .map((row) =>
      [
        row.slice(0, HEADING_CELLS).join('  '),
        ...titles.map((title, index) => `  ${title.padEnd(widest)}  ${row[index + HEADING_CELLS] ?? ''}`),
      ].join('\n'),
    )
    .join('\n');
}

const HEADING_CELLS = 2;

function draw(columns: readonly Column[], rows: readonly Row[]): string {
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
