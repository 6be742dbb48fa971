import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../config/errors';
import { CommandError } from './command-error';
import { EXIT } from './exit-codes';
import { buildProgram } from './program';

/** Entry point of the command line. */
export async function main(args: readonly string[]): Promise<void> {
  const program = buildProgram(version(), (code) => {
    process.exitCode = code;
  });
  try {
    await program.parseAsync(args);
  } catch (error) {
    process.stderr.write(`traede-sync: ${describe(error)}\n`);
    process.exitCode = EXIT.failed;
  }
}

/** What people foresaw needs no stack; everything else is a bug, and the stack finds it. */
function describe(error: unknown): string {
  if (error instanceof ConfigError || error instanceof CommandError) return error.message;
  if (!(error instanceof Error)) return String(error);
  return error.message;
}

/** From `dist/src/cli` and from `src/cli` alike: the nearest package.json above. */
function version(): string {
  for (const up of ['../../..', '../..']) {
    try {
      const manifest: unknown = JSON.parse(readFileSync(join(__dirname, up, 'package.json'), 'utf8'));
      if (typeof manifest === 'object' && manifest !== null && 'version' in manifest)
        return String(manifest.version);
    } catch {
      // Not here: one folder nearer.
    }
  }
  return 'unknown';
}
