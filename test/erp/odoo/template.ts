import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { administer, databaseExists } from '../provisioning/database';
import { keptPassword } from '../provisioning/kept-password';
import { runSetUpStep } from '../provisioning/set-up-step';
import type { OdooFolder } from './folder';
import type { OdooPrograms } from './programs';

const SET_UP_SCRIPT = join(__dirname, 'set_up_company.py');
const WHAT = "Odoo's test company";
/** The last day that the company's books are locked for. */
export const LOCKED_UNTIL = '2026-01-31';

const companySchema = z.object({
  company: z.string(),
  currency: z.string(),
  /** API keys, by login: a bookkeeper's, one without rights to the books, the administrator's. */
  keys: z.object({ traede: z.string(), restricted: z.string(), admin: z.string() }),
  journals: z.array(z.object({ code: z.string(), name: z.string(), type: z.string() })),
});

/** What the set-up tells of the company, all copies included. */
export type OdooCompany = z.output<typeof companySchema>;

export interface OdooTemplate {
  readonly database: string;
  readonly company: OdooCompany;
}

/** A configuration for one server or command. Holds the database's password, so only we may read it. */
export function writeConfiguration(
  folder: OdooFolder,
  database: string,
  postgresUrl: string,
  port: number,
): string {
  const path = join(folder.run, database);
  mkdirSync(join(path, 'data'), { recursive: true });
  const file = join(path, 'odoo.conf');
  const { hostname, port: databasePort, username, password } = new URL(postgresUrl);
  const lines = [
    '[options]',
    `db_host = ${hostname}`,
    `db_port = ${databasePort}`,
    `db_user = ${username}`,
    `db_password = ${password}`,
    `data_dir = ${join(path, 'data')}`,
    'http_interface = 127.0.0.1',
    `http_port = ${port}`,
    'list_db = False',
    `dbfilter = ^${database}$`,
    // Nothing is to happen of itself.
    'max_cron_threads = 0',
    'without_demo = True',
  ];
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  return file;
}

/**
 * The database to copy: an empty company, ready to be posted into. Made once (a minute or two), and again when its
 * script changes, and each month, as its API keys expire. To be called under the lock.
 */
export async function ensureTemplate(
  folder: OdooFolder,
  programs: OdooPrograms,
  postgresUrl: string,
): Promise<OdooTemplate> {
  const made = createHash('sha256').update(readFileSync(SET_UP_SCRIPT)).update(keptPassword(folder));
  const month = new Date().toISOString().slice(0, 7).replace('-', '_');
  const database = `company_${made.digest('hex').slice(0, 12)}_${month}`;
  const notes = join(folder.path, `${database}.json`);
  if (existsSync(notes) && (await databaseExists(postgresUrl, database))) {
    return { database, company: companySchema.parse(JSON.parse(readFileSync(notes, 'utf8'))) };
  }
  const unfinished = `unfinished_${database}`;
  for (const name of [unfinished, database])
    await administer(postgresUrl, `drop database if exists ${name} with (force)`);
  // Odoo sorts by bytes in its own databases.
  await administer(
    postgresUrl,
    `create database ${unfinished} encoding 'UTF8' lc_collate 'C' template template0`,
  );
  const company = await makeCompany(folder, programs, postgresUrl, unfinished);
  writeFileSync(notes, JSON.stringify(company), { mode: 0o600 });
  // Renamed last: a database under this name is complete.
  await administer(postgresUrl, `alter database ${unfinished} rename to ${database}`);
  return { database, company };
}

async function makeCompany(
  folder: OdooFolder,
  programs: OdooPrograms,
  postgresUrl: string,
  database: string,
): Promise<OdooCompany> {
  const { command, args, environment } = programs;
  const settings = ['-c', writeConfiguration(folder, database, postgresUrl, 0), '-d', database, '--no-http'];
  const install = [...args, ...settings, '-i', 'account,l10n_dk', '--stop-after-init'];
  try {
    await runSetUpStep(WHAT, { command, args: install, environment });
    const variables = { INTEGRATION_PASSWORD: keptPassword(folder), LOCKED_UNTIL };
    const output = await runInShell(programs, settings, { script: SET_UP_SCRIPT, variables });
    return companySchema.parse(JSON.parse(lineAfter('COMPANY', output)));
  } finally {
    rmSync(join(folder.run, database), { recursive: true, force: true });
  }
}

export interface Addition {
  readonly configuration: string;
  readonly database: string;
  readonly script: string;
  /** Handed to the script as JSON, in the variable SET_UP_DATA. */
  readonly data: unknown;
}

/** Adds to a company before its server starts. */
export async function addToCompany(
  programs: OdooPrograms,
  { configuration, database, script, data }: Addition,
): Promise<void> {
  const settings = ['-c', configuration, '-d', database, '--no-http'];
  const variables = { SET_UP_DATA: JSON.stringify(data) };
  lineAfter('ADDED', await runInShell(programs, settings, { script, variables }));
}

interface ShellScript {
  readonly script: string;
  readonly variables: Readonly<Record<string, string>>;
}

function runInShell(
  { command, args, environment }: OdooPrograms,
  settings: readonly string[],
  { script, variables }: ShellScript,
): Promise<string> {
  return runSetUpStep(WHAT, {
    command,
    args: [...args, 'shell', ...settings],
    environment: { ...environment, ...variables },
    input: readFileSync(script, 'utf8'),
  });
}

/** What a script prints at its end: one that fails in the shell ends it with success. */
function lineAfter(word: string, output: string): string {
  const line = new RegExp(`^${word} (.*)$`, 'm').exec(output)?.[1];
  if (line === undefined) throw new Error(`${WHAT} could not be set up: its script did not come to its end`);
  return line;
}
