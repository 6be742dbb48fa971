import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { complaintAbout } from './command-line';
import type { Proof } from './handling';
import { CLONE } from './pages';

const read = (file: string): string => readFileSync(join(CLONE, file), 'utf8');

/** What is wrong with a command that is not executed here; empty where its proof holds. */
export function faultsOf(command: string, proof: Proof): readonly string[] {
  if ('compose' in proof) return faultsOfCompose(command);
  if ('script' in proof) return faultsOfScript(command, proof);
  if (!existsSync(join(CLONE, proof.file))) return [`${proof.file} is not there`];
  return read(proof.file).includes(proof.holds ?? '') ? [] : [`${proof.file} does not hold ${proof.holds}`];
}

const packageSchema = z.object({ scripts: z.record(z.string(), z.string()) });

function faultsOfScript(
  command: string,
  { script, flagsIn = [] }: Extract<Proof, { script: string }>,
): readonly string[] {
  const { scripts } = packageSchema.parse(JSON.parse(read('package.json')));
  const line = scripts[script];
  if (line === undefined) return [`package.json has no script ${script}`];
  const programs = [...line.matchAll(/(?:node|--config) ([\w./-]+\.js)/g)].map(([, file = '']) => file);
  const missing = programs.filter((file) => !file.startsWith('dist/') && !existsSync(join(CLONE, file)));
  const known = flagsIn.map(read).join('\n');
  const [, given = ''] = command.split(' -- ');
  const flags = [...given.matchAll(/--([\w-]+)/g)].map(([, flag = '']) => flag);
  const unknown = flags.filter((flag) => !new RegExp(`\\b${flag}\\b`).test(known));
  return [...missing.map((file) => `${file} is not there`), ...unknown.map((flag) => `--${flag} is unknown`)];
}

const composeSchema = z.object({
  services: z.record(z.string(), z.object({ profiles: z.array(z.string()).default([]) })),
});
const SUBCOMMANDS = [
  'up',
  'down',
  'build',
  'exec',
  'run',
  'logs',
  'ps',
  'pull',
  'restart',
  'stop',
  'start',
  'config',
  'cp',
];
const TAKES_VALUE = ['--env-file', '--profile', '--file', '-f', '--scale'];

/** `docker compose [options] subcommand [options] [service [command]]`, against docker-compose.yml. */
function faultsOfCompose(command: string): readonly string[] {
  const { services } = composeSchema.parse(parseYaml(read('docker-compose.yml')));
  const profiles = Object.values(services).flatMap((service) => service.profiles);
  const words =
    command
      .split(/\s+(?:[|<>]|&&)/)[0]
      ?.split(/\s+/)
      .slice(2) ?? [];
  const faults: string[] = [];
  const plain: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const [inside] = plain.length >= 2 && ['exec', 'run'].includes(plain[0] ?? '') ? [true] : [false];
    if (inside || !word.startsWith('-')) plain.push(word);
    else if (TAKES_VALUE.includes(word)) {
      const value = words[(at += 1)] ?? '';
      if (word === '--profile' && !profiles.includes(value)) faults.push(`no profile ${value}`);
      if (['--env-file', '--file', '-f'].includes(word) && !existsSync(join(CLONE, value)))
        faults.push(`no file ${value}`);
    }
  }
  const [subcommand = '', service, ...within] = plain;
  if (!SUBCOMMANDS.includes(subcommand)) faults.push(`docker compose knows no ${subcommand}`);
  if (service !== undefined && !(service in services)) faults.push(`no service ${service}`);
  const ofTheProduct = within.findIndex((word) => word.endsWith('traede-sync.js'));
  const complaint =
    ofTheProduct < 0
      ? undefined
      : complaintAbout(['traede-sync', ...within.slice(ofTheProduct + 1)].join(' '));
  return complaint === undefined ? faults : [...faults, complaint];
}
