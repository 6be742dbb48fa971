import { readFileSync } from 'node:fs';
import { cpus, totalmem, release, type as systemName } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Results } from './results';

const GIGABYTE = 1_024 ** 3;

export function thisMachine(): Results['machine'] {
  const cores = cpus();
  return {
    processor: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memoryGigabytes: Math.round(totalmem() / GIGABYTE),
    system: `${systemName()} ${release()}`,
  };
}

/** `bench/dist/bench/src` is this file's folder when it runs. */
const BENCH = join(__dirname, '..', '..', '..');
const RIVAL_PACKAGES = [
  '@dbos-inc/dbos-sdk',
  '@restatedev/restate-sdk',
  '@restatedev/restate-server',
  'bullmq',
  'node',
];
const PRODUCT_PACKAGES = ['@temporalio/worker', 'pg'];

export function versions(): Results['versions'] {
  return {
    'traede-erp-sync': versionIn(join(BENCH, '..')),
    node: process.versions.node,
    ...versionsIn(join(BENCH, '..'), PRODUCT_PACKAGES),
    ...Object.fromEntries(
      Object.entries(versionsIn(BENCH, RIVAL_PACKAGES)).map(([name, version]) => [
        name === 'node' ? "node (Restate's worker)" : name,
        version,
      ]),
    ),
  };
}

function versionsIn(folder: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, versionIn(join(folder, 'node_modules', name))]));
}

function versionIn(folder: string): string {
  const file: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return z.object({ version: z.string() }).parse(file).version;
}
