import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Pool } from 'pg';
import type { Config } from '../../config/config';
import { processEnvironment, type Environment } from '../../config/environment';
import { loadConfig } from '../../config/load';
import { namedVariables } from '../../config/variable-names';
import { dataFolder, hasData, type DataFolder } from '../../embedded/data-folder';
import { openPool } from '../../postgres/pool';
import { openDatabase } from '../database';
import { describeConfig } from '../diagnosis/configuration';
import { secretsOf, withoutSecrets } from '../diagnosis/confidential';
import { describeErps, describeRecord } from '../diagnosis/record';
import { section } from '../diagnosis/section';
import { describeTemporal } from '../diagnosis/temporal';
import { describeVariables } from '../diagnosis/variables';
import { describeVersions, endOfLog } from '../diagnosis/versions';
import { EXIT, type ExitCode } from '../exit-codes';
import type { CommonFlags } from '../flags';
import { productVersion } from '../product-version';
import { withTemporalLook } from '../temporal-look';
import { openTerminal } from '../terminal';

export interface DiagnoseOptions extends CommonFlags {
  /** `-`: standard output. */
  readonly out: string;
}

/** Raised when the bundle's form changes, for those who read it by program. */
const FORMAT = 1;

/** Only the owner reads it, until somebody decides to send it. */
const FILE_MODE = 0o600;

/**
 * Writes one JSON document with what support needs: versions, configuration, counts, problems, runs, checks. It holds no
 * secret and no customer: what is collected is chosen so, and every text is looked through once more before it is written.
 * Works with a broken configuration, and with anything away: each part stands alone.
 */
export async function diagnose(options: DiagnoseOptions): Promise<ExitCode> {
  const environment = processEnvironment();
  const folder = dataFolder(options.data);
  const file = options.config ?? 'sync.config.yaml';
  const named = namedVariables(file);
  const config = await section(() => loadConfig(environment, options.config));
  const bundle = {
    format: FORMAT,
    madeAt: new Date().toISOString(),
    versions: describeVersions(productVersion()),
    environment: describeVariables(environment, named),
    configuration: 'error' in config ? { error: firstLines(config.error) } : describeConfig(config),
    ...('error' in config ? {} : await describeParts(config, environment, folder)),
    log: await section(() => endOfLog(folder.log('worker'))),
  };
  const text = `${JSON.stringify(withoutSecrets(plain(bundle), secretsOf(environment, named)), undefined, 2)}\n`;
  write(options, text);
  return EXIT.ok;
}

async function describeParts(config: Config, environment: Environment, folder: DataFolder) {
  return {
    ...(await section(() =>
      withDatabase(config, folder, async (pool) => ({
        record: await describeRecord(config, pool),
        erps: await describeErps(config, pool),
      })),
    ).then((found) => ('error' in found ? { record: found } : found))),
    temporal: await section(
      () => withTemporalLook({ folder, environment }, (look) => describeTemporal(config, look)),
      TEMPORAL_TIMEOUT_MS,
    ),
  };
}

/** Connecting, and each of its own parts. */
const TEMPORAL_TIMEOUT_MS = 90_000;

/** The database as it is: nothing is migrated, and no data folder is made. */
async function withDatabase<T>(
  config: Config,
  folder: DataFolder,
  work: (pool: Pool) => Promise<T>,
): Promise<T> {
  if (config.databaseUrl === undefined && !hasData(folder)) throw new Error('there is no data folder yet');
  const database = await openDatabase(config, folder);
  const pool = openPool(database.url);
  try {
    return await work(pool);
  } finally {
    await pool.end();
    await database.release();
  }
}

/** A YAML parser quotes the lines around a mistake, and they may hold anything: only the first line is told. */
function firstLines(message: string): string {
  return message.includes('not valid YAML') ? (message.split('\n', 1)[0] ?? message) : message;
}

/** Dates, decimals and the like as JSON has them. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}

function write({ out, json }: DiagnoseOptions, text: string): void {
  if (out === '-') {
    process.stdout.write(text);
    return;
  }
  const bytes = out.endsWith('.gz') ? gzipSync(text) : Buffer.from(text);
  writeFileSync(out, bytes, { mode: FILE_MODE });
  const result = { file: resolve(out), bytes: bytes.length };
  openTerminal({ json: json === true }).result(
    result,
    () => `${result.file} (${Math.ceil(result.bytes / 1_024)} kB): look through it, then send it to support.`,
  );
}
