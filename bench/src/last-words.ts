import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LINES = 8;

/** How the logs in a folder end, and those in the folders of its workers: the folder itself does not outlive the measurement. */
export function lastWords(folder: string): string {
  return [folder, ...foldersIn(folder)]
    .flatMap((each) => logsIn(each))
    .map((file) => {
      const lines = readFileSync(file, 'utf8').trimEnd().split('\n').slice(-LINES);
      return `--- ${file.slice(folder.length + 1)}\n${lines.join('\n')}`;
    })
    .join('\n');
}

function foldersIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name));
}

function logsIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .map((name) => join(folder, name));
}
