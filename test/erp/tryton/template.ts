import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { administer, databaseExists } from '../provisioning/database';
import { keptPassword, newPassword } from '../provisioning/kept-password';
import { runSetUpStep } from '../provisioning/set-up-step';
import type { TrytonFolder } from './folder';
import type { TrytonPrograms } from './programs';

const SET_UP_SCRIPT = join(__dirname, 'set_up_company.py');
/** Before the first year stands nothing: a missing period. The last one leaves room for documents dated ahead. */
export const FIRST_YEAR = 2025;

/** A configuration for one server or command. Holds the database's password, so only we may read it. */
export function writeConfiguration(
  folder: TrytonFolder,
  name: string,
  postgresUrl: string,
  port: number,
): string {
  const path = join(folder.run, name);
  mkdirSync(join(path, 'data'), { recursive: true });
  const file = join(path, 'trytond.conf');
  const uri = new URL(postgresUrl);
  uri.protocol = 'postgresql:';
  uri.pathname = '/';
  const lines = [
    '[database]',
    `uri = ${uri.href}`,
    `path = ${join(path, 'data')}`,
    '[web]',
    `listen = 127.0.0.1:${port}`,
    // Tests mistype passwords on purpose: they should not have to wait for it afterwards.
    '[session]',
    'max_attempt = 1000',
    'max_attempt_ip_network = 1000',
  ];
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  return file;
}

/**
 * The database to copy: an empty company, ready to be posted into. Made once (a minute), and again when its script
 * changes. To be called under the lock.
 */
export async function ensureTemplate(
  folder: TrytonFolder,
  programs: TrytonPrograms,
  postgresUrl: string,
): Promise<string> {
  const made = createHash('sha256').update(readFileSync(SET_UP_SCRIPT)).update(keptPassword(folder));
  const content = made.digest('hex').slice(0, 12);
  const lastYear = new Date().getUTCFullYear() + 1;
  const template = `company_${content}_${lastYear}`;
  if (await databaseExists(postgresUrl, template)) return template;
  const unfinished = `unfinished_${template}`;
  await administer(postgresUrl, `drop database if exists ${unfinished} with (force)`);
  await administer(postgresUrl, `create database ${unfinished} encoding 'UTF8'`);
  await makeCompany(folder, programs, { postgresUrl, database: unfinished, lastYear });
  // Renamed last: a database under this name is complete.
  await administer(postgresUrl, `alter database ${unfinished} rename to ${template}`);
  return template;
}

interface Making {
  readonly postgresUrl: string;
  readonly database: string;
  readonly lastYear: number;
}

async function makeCompany(
  folder: TrytonFolder,
  programs: TrytonPrograms,
  { postgresUrl, database, lastYear }: Making,
): Promise<void> {
  const configuration = writeConfiguration(folder, database, postgresUrl, 0);
  const passwordFile = join(folder.run, database, 'admin-password');
  writeFileSync(passwordFile, newPassword(), { mode: 0o600 });
  const uri = new URL(postgresUrl);
  uri.protocol = 'postgresql:';
  uri.pathname = `/${database}`;
  const environment = {
    ...programs.environment,
    TRYTONPASSFILE: passwordFile,
    INTEGRATION_PASSWORD: keptPassword(folder),
  };
  const [admin, ...adminArguments] = programs.admin;
  const admins = [...adminArguments, '-c', configuration, '-d', database];
  const steps: readonly (readonly [string, readonly string[]])[] = [
    [admin, [...admins, '--all', '-p', '--email', 'admin@localhost']],
    [admin, [...admins, '-u', 'account_invoice', '--activate-dependencies']],
    [programs.python, [SET_UP_SCRIPT, configuration, uri.href, String(FIRST_YEAR), String(lastYear)]],
  ];
  try {
    for (const [command, args] of steps) {
      await runSetUpStep("Tryton's test company", { command, args, environment });
    }
  } finally {
    rmSync(join(folder.run, database), { recursive: true, force: true });
  }
}

export interface Addition {
  readonly configuration: string;
  readonly databaseUrl: string;
  readonly script: string;
  /** Handed to the script as JSON, in the variable SET_UP_DATA. */
  readonly data: unknown;
}

/** Adds to a company before its server starts. */
export async function addToCompany(
  { python, environment }: TrytonPrograms,
  { configuration, databaseUrl, script, data }: Addition,
): Promise<void> {
  await runSetUpStep("Tryton's test company", {
    command: python,
    args: [script, configuration, databaseUrl.replace(/^postgres:/, 'postgresql:')],
    environment: { ...environment, SET_UP_DATA: JSON.stringify(data) },
  });
}
