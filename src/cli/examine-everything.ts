import type { Pool } from 'pg';
import type { Config, SystemConfig } from '../config/config';
import { databaseUrlOf } from '../config/database-url';
import type { Environment } from '../config/environment';
import { loadConfig } from '../config/load';
import { bounded, reasonOf } from '../doctor/bounded';
import { examineConfiguration } from '../doctor/configuration';
import { examineDatabase, type DatabaseExamination, type KnownDatabase } from '../doctor/database';
import { examineEncryption } from '../doctor/encryption';
import { examineErp } from '../doctor/erp';
import { area, type Finding } from '../doctor/finding';
import { examineTemporal } from '../doctor/temporal';
import { examineTraede } from '../doctor/traede';
import { dataFolder, type DataFolder } from '../embedded/data-folder';
import { assertFitsRules } from './fits-rules';
import { knownDatabase, runningSimulator } from './look-only';
import { connectErp } from './open-erp';
import { openTraede } from './open-traede';
import { findTemporal } from './temporal-target';

/** An adapter of the user's own is a program that is loaded: it may hang. */
const OPENING_TIMEOUT_MS = 20_000;

export interface ExaminationOptions {
  readonly environment: Environment;
  readonly configFile: string | undefined;
  /** The data folder. */
  readonly data: string;
}

/**
 * Looks at everything that a sync needs, and changes nothing: configuration, TRAEDE, Temporal, database, ERPs. Nothing of it
 * is started, and one look that fails hides no other. A configuration that cannot be used is a finding too.
 */
export async function examineEverything({
  environment,
  configFile,
  data,
}: ExaminationOptions): Promise<readonly Finding[]> {
  const folder = dataFolder(data);
  const { config, findings } = examineConfiguration(() => loadConfig(environment, configFile));
  const database = databaseOf(environment, folder);
  const pool = database.kind === 'known' ? database.pool : undefined;
  try {
    const ofDatabase = examineDatabase(database);
    const [traede, temporal, tables, erps] = await Promise.all([
      examineAllTraede(config, folder),
      examineTemporalOf(config, folder, environment),
      ofDatabase,
      examineAllErps(config, pool, ofDatabase),
    ]);
    return [
      ...findings,
      ...examineEncryption(config, environment),
      ...traede,
      ...temporal,
      ...tables.findings,
      ...erps,
    ];
  } finally {
    await pool?.end();
  }
}

function databaseOf(environment: Environment, folder: DataFolder): KnownDatabase {
  try {
    return knownDatabase(databaseUrlOf(environment), folder);
  } catch (error) {
    return { kind: 'unusable', detail: reasonOf(error) };
  }
}

const BECAUSE_OF_CONFIGURATION = 'the configuration cannot be used';

async function examineAllTraede(config: Config | undefined, folder: DataFolder): Promise<readonly Finding[]> {
  if (config === undefined) return [area('TRAEDE').notLookedAt('access', BECAUSE_OF_CONFIGURATION)];
  const simulator = runningSimulator(folder);
  const looks = config.systems.map(async (system) => {
    const name = `TRAEDE of ${system.systemId}`;
    if (system.traede.kind === 'simulator' && simulator === undefined) {
      return [area(name).notLookedAt('access', 'the simulator runs with `traede-sync up` only')];
    }
    return examineTraede(name, () => openTraede(system, simulator));
  });
  return (await Promise.all(looks)).flat();
}

async function examineTemporalOf(
  config: Config | undefined,
  folder: DataFolder,
  environment: Environment,
): Promise<readonly Finding[]> {
  const systemIds = config?.systems.map(({ systemId }) => systemId);
  try {
    return await examineTemporal({ temporal: findTemporal(folder, environment), systemIds });
  } catch (error) {
    // Temporal's library reads its own variables and files.
    return [
      area('Temporal').failed(
        'server',
        reasonOf(error),
        'Correct the variables TEMPORAL_…, or the file that they name.',
      ),
    ];
  }
}

async function examineAllErps(
  config: Config | undefined,
  pool: Pool | undefined,
  database: Promise<DatabaseExamination>,
): Promise<readonly Finding[]> {
  if (config === undefined) return [area('ERP').notLookedAt('check', BECAUSE_OF_CONFIGURATION)];
  const looks = config.systems.map((system) => examineErpOf(system, pool, database));
  return (await Promise.all(looks)).flat();
}

async function examineErpOf(
  system: SystemConfig,
  pool: Pool | undefined,
  database: Promise<DatabaseExamination>,
): Promise<readonly Finding[]> {
  const name = `ERP of ${system.systemId} (${system.erp.adapter})`;
  if (system.erp.adapter === 'ledger') {
    const { ledger } = await database;
    if (!ledger.ready) return [area(name).notLookedAt('check', ledger.because)];
  }
  try {
    const erp = await bounded(OPENING_TIMEOUT_MS, () => connectErp(system, pool));
    try {
      assertFitsRules(erp, system);
      return await examineErp(name, erp);
    } finally {
      await erp.close();
    }
  } catch (error) {
    return [
      area(name).failed('configuration', reasonOf(error), 'Correct the part `erp` of the configuration.'),
    ];
  }
}
