import { clearScreenDown, moveCursor } from 'node:readline';

/** Where a live view is drawn: standard output, or what stands in for it. */
export type LiveStream = NodeJS.WritableStream & { readonly columns?: number; readonly rows?: number };

/** A text that is drawn again and again in the same place of a terminal. */
export interface LiveView {
  draw(text: string): void;
}

/** For a terminal that does not say how large it is. */
const USUAL_COLUMNS = 80;
const USUAL_ROWS = 24;

/**
 * Overwrites what it drew before. Lines are cut to the terminal's width and height: a line that wraps, or one that scrolls
 * out at the top, could not be overwritten.
 */
export function openLiveView(stream: LiveStream): LiveView {
  let drawn = 0;
  return {
    draw(text) {
      const columns = sizeOr(stream.columns, USUAL_COLUMNS);
      const rows = sizeOr(stream.rows, USUAL_ROWS);
      const lines = text
        .split('\n')
        .slice(0, rows - 1)
        .map((line) =>
          Array.from(line)
            .slice(0, columns - 1)
            .join(''),
        );
      if (drawn > 0) {
        moveCursor(stream, 0, -drawn);
        stream.write('\r');
        clearScreenDown(stream);
      }
      stream.write(`${lines.join('\n')}\n`);
      drawn = lines.length;
    },
  };
}

/** Some terminals say 0 when they do not know. */
function sizeOr(size: number | undefined, usual: number): number {
  return size === undefined || size <= 0 ? usual : size;
}
