import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildGoPrograms } from '../topology/go-programs';

const ROOT = join(__dirname, '..', '..');
const TIMEOUT_MS = 60_000;

/** @throws with what actionlint says of the workflow files */
export async function main(say: (line: string) => void): Promise<void> {
  const folder = await buildGoPrograms(
    {
      name: 'actionlint',
      moduleFolder: join(__dirname, 'actionlint'),
      packages: { actionlint: 'github.com/rhysd/actionlint/cmd/actionlint' },
    },
    say,
  );
  await promisify(execFile)(join(folder, 'actionlint'), [], { cwd: ROOT, timeout: TIMEOUT_MS });
  say('.github/workflows: valid');
}
