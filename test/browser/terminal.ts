const ESCAPE = '\u001b';
/** `ESC [ 2 A`: its number and its letter. */
const SEQUENCE = /^\[\??(\d*)(?:;\d*)*([A-Za-z])/;

/** What a terminal shows after `output`: only what progress bars and tables use is understood. */
export function screenOf(output: string): readonly string[] {
  const lines: string[][] = [[]];
  let row = 0;
  let column = 0;
  for (let at = 0; at < output.length; at += 1) {
    const character = output.charAt(at);
    const sequence = character === ESCAPE ? SEQUENCE.exec(output.slice(at + 1, at + 20)) : null;
    if (sequence !== null) {
      const [whole, digits = '', letter = ''] = sequence;
      const count = digits === '' ? 1 : Number(digits);
      if (letter === 'A') row = Math.max(0, row - count);
      if (letter === 'B') row += count;
      if (letter === 'G') column = count - 1;
      if (letter === 'K') lines[row]?.splice(column);
      if (letter === 'J') lines.splice(row + 1);
      at += whole.length;
    } else if (character === '\r') column = 0;
    else if (character === '\n') [row, column] = [row + 1, 0];
    else if (character >= ' ') {
      const line = (lines[row] ??= []);
      while (line.length < column) line.push(' ');
      line[column] = character;
      column += 1;
    }
    while (lines.length <= row) lines.push([]);
  }
  return lines.map((line) => line.join('').trimEnd());
}

/** A page that looks like a terminal with these lines. */
export function terminalPage(lines: readonly string[]): string {
  const text = lines.join('\n').replace(/&/g, '&amp;').replace(/</g, '&lt;');
  return `<body style="margin:0;background:#1e1e2e;color:#e6e6f0"><pre style="display:inline-block;margin:0;padding:20px;font:15px/1.35 'DejaVu Sans Mono',monospace">${text}</pre>`;
}
