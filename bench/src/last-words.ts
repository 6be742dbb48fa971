import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LINES = 8;

/** How the logs in a folder end: the folder itself does not outlive the measurement. */
export function lastWords(folder: string): string {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .map((name) => {
      const lines = readFileSync(join(folder, name), 'utf8').trimEnd().split('\n').slice(-LINES);
      return `--- ${name}\n${lines.join('\n')}`;
    })
    .join('\n');
}
