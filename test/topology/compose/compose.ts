import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { buildGoPrograms } from '../go-programs';
import { brokenRules, composedSchema, type Composed } from './rules';

const ROOT = join(__dirname, '..', '..', '..');
const CONFIG_TIMEOUT_MS = 60_000;
const MAX_OUTPUT_BYTES = 4 * 1_024 * 1_024;

export interface Composition {
  readonly title: string;
  /** Words after `docker compose`. */
  readonly flags: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** How the file is used: for real books, watched or not, and for a trial. */
export const COMPOSITIONS: readonly Composition[] = [
  { title: 'production', flags: [], environment: { TRAEDE_SYSTEM_ID: 'my-erp' } },
  {
    title: 'monitoring',
    flags: ['--profile', 'monitoring'],
    environment: { TRAEDE_SYSTEM_ID: 'my-erp' },
  },
  {
    title: 'demo',
    flags: ['--env-file', join('deploy', 'demo', 'demo.env'), '--profile', 'demo'],
    environment: {},
  },
];

/** The real Compose command, built from the Go module proxy, once per machine. */
export async function composeCommand(say?: (line: string) => void): Promise<string> {
  const folder = await buildGoPrograms(
    {
      name: 'docker-compose',
      moduleFolder: __dirname,
      packages: { 'docker-compose': 'github.com/docker/compose/v2/cmd' },
    },
    say,
  );
  return join(folder, 'docker-compose');
}

/** What Compose makes of the file; no container engine is needed for it. @throws with Compose's words */
export async function composed(
  command: string,
  { flags, environment }: Pick<Composition, 'flags' | 'environment'>,
): Promise<Composed> {
  const { stdout } = await promisify(execFile)(command, [...flags, 'config', '--format', 'json'], {
    cwd: ROOT,
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/nonexistent', ...environment },
    timeout: CONFIG_TIMEOUT_MS,
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  return composedSchema.parse(JSON.parse(stdout));
}

const mounts = z.object({
  volumes: z.array(z.looseObject({ type: z.string(), source: z.string().optional() })).default([]),
});

/** Files and folders that a composition mounts and that are not there; `CONFIG_DIR` and secrets are the user's. */
export function missingSources({ services }: Composed): readonly string[] {
  return Object.entries(services).flatMap(([name, service]) =>
    mounts.parse(service).volumes.flatMap(({ type, source }) => {
      const isOurs = type === 'bind' && source?.startsWith(join(ROOT, 'deploy')) === true;
      return isOurs && !existsSync(source) ? [`${name}: ${source} is not there`] : [];
    }),
  );
}

/** Resolves with the exit code: `npm run compose:check`. */
export async function main(say: (line: string) => void): Promise<number> {
  const command = await composeCommand(say);
  let exitCode = 0;
  for (const composition of COMPOSITIONS) {
    const found = await composed(command, composition);
    const complaints = [...brokenRules(found), ...missingSources(found)];
    const names = Object.keys(found.services).join(', ');
    say(`${composition.title}: ${complaints.length === 0 ? `valid (${names})` : complaints.join('\n  ')}`);
    if (complaints.length > 0) exitCode = 1;
  }
  return exitCode;
}
