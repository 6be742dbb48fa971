import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFile, type Desktop } from '../../src/cli/open-file';
import { eventually } from '../support/temporal';

const PAGE = '/tmp/a report; touch x.html';
let folder: string;

const linux = (path: string): Desktop => ({ platform: 'linux', env: { PATH: path } });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'open-file-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('hands the file to the opener of the desktop, as one argument', async () => {
  const opened = join(folder, 'opened');
  writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\nprintf '%s\\n' "$#" "$1" > '${opened}'\n`, {
    mode: 0o755,
  });
  await openFile(PAGE, linux(`${folder}:/usr/bin:/bin`));
  const said = () => {
    try {
      return readFileSync(opened, 'utf8');
    } catch {
      return '';
    }
  };
  await eventually('it was opened', () => said() === `1\n${PAGE}\n`);
});

it('says what to do where there is none', async () => {
  await expect(openFile(PAGE, linux(folder))).rejects.toThrow(
    `xdg-open could not be started: open ${PAGE} yourself`,
  );
});
