import type { SyncTuning } from '../../workflows/messages';
import { existsSync, readFileSync } from 'node:fs';
import { parseDocument as parseYaml } from 'yaml';
import { NO_GO_LIVE } from '../accounting/go-live';
import type { DocumentType, SystemId } from '../document';
import { toRules } from './accounting-file';
import type { Config, ErpConfig, ScheduleConfig, SystemConfig, TraedeConfig } from './config';
import { databaseUrlOf } from './database-url';
import { milliseconds } from './duration';
import { variable, type Environment } from './environment';
import { ConfigError, describeIssues } from './errors';
import { toHttpErp } from './http-erp';
import { toNotifications } from './notifications';
import { toReconciliation } from './reconciliation';
import { toRetention } from './retention';
import { toOdooErp } from './odoo-erp';
import { toOwnErp } from './own-erp';
import { requiredVariable } from './required-variable';
import { toTrytonErp } from './tryton-erp';
import { configFileSchema, type ConfigFile, type ScheduleFile, type SystemFile } from './schema';

export const DEFAULT_CONFIG_FILE = 'sync.config.yaml';
const DEFAULT_BASE_URL = 'https://api.traede.com';
/** Name of the system where nothing names one. */
export const DEFAULT_SYSTEM_ID = 'traede-erp-sync';

/** A document should not wait long for a bookkeeper, and TRAEDE's rate limits are unknown. */
const DEFAULT_INTERVAL_MS = 5 * 60_000;
/** Against the simulator people want to see something happen. */
const SIMULATOR_INTERVAL_MS = 30_000;

/**
 * Reads the configuration: `file` (default `sync.config.yaml`, where it exists) and the environment.
 * `TRAEDE_BASE_URL`, `TRAEDE_ACCESS_TOKEN`, `TRAEDE_APP_KEY` and `TRAEDE_SYSTEM_ID` point the only system at a TRAEDE
 * without any file; with nothing at all it is the simulator.
 * @param only these systems, without what is for the whole deployment: variables that only others name need not be set
 * @throws {ConfigError} naming the path and the remedy
 */
export function loadConfig(environment: Environment, file?: string, only?: readonly SystemId[]): Config {
  const path = file ?? (existsSync(DEFAULT_CONFIG_FILE) ? DEFAULT_CONFIG_FILE : undefined);
  const parsed = path === undefined ? undefined : readConfigFile(path);
  const nothing = configFileSchema.parse({ systems: { [DEFAULT_SYSTEM_ID]: {} } });
  const whole = withSystemId(parsed ?? nothing, environment);
  return joined(only === undefined ? whole : partOf(whole, only), path, environment);
}

/** The same for a text that is not in its file yet. @throws {ConfigError} */
export function configOf(text: string, path: string, environment: Environment): Config {
  return joined(withSystemId(parseConfigText(text, path), environment), path, environment);
}

function joined(file: ConfigFile, path: string | undefined, environment: Environment): Config {
  const { systems, company, notifications, retention } = file;
  return {
    systems: Object.entries(systems).map(([systemId, system]) =>
      toSystem(systemId, system, companyOf(system, company), environment, path ?? DEFAULT_CONFIG_FILE),
    ),
    databaseUrl: databaseUrlOf(environment),
    notifications: notifications === undefined ? undefined : toNotifications(notifications, environment),
    retention: toRetention(retention),
    file: path,
  };
}

/** The brand's own, as far as the system names it. */
function companyOf({ company: own }: SystemFile, common: ConfigFile['company']): ConfigFile['company'] {
  return { country: own?.country ?? common.country, timeZone: own?.timeZone ?? common.timeZone };
}

function partOf(file: ConfigFile, only: readonly SystemId[]): ConfigFile {
  const known = Object.entries(file.systems);
  const unknown = only.filter((systemId) => !known.some(([name]) => name === systemId));
  if (unknown.length === 0) {
    const systems = Object.fromEntries(known.filter(([name]) => only.includes(name)));
    return { ...file, systems, notifications: undefined };
  }
  throw new ConfigError(
    `the configuration has no system ${unknown.join(', ')}; it has ${known.map(([name]) => name).join(', ')}`,
  );
}

function readConfigFile(path: string): ConfigFile {
  if (!existsSync(path))
    throw new ConfigError(`the configuration file ${path} does not exist; check --config`);
  return parseConfigText(readFileSync(path, 'utf8'), path);
}

/** @throws {ConfigError} naming `path` and what is wrong in the text */
export function parseConfigText(text: string, path: string): ConfigFile {
  const document = parseYaml(text);
  const [syntaxError] = document.errors;
  if (syntaxError !== undefined) throw new ConfigError(`${path} is not valid YAML: ${syntaxError.message}`);
  const content: unknown = document.toJS();
  if (content === null) {
    throw new ConfigError(`${path} is empty; \`traede-sync init\` makes a first one, or do without a file`);
  }
  const result = configFileSchema.safeParse(content);
  if (!result.success) throw new ConfigError(`${path} is not valid:\n${describeIssues(result.error)}`);
  return result.data;
}

/** `TRAEDE_SYSTEM_ID` names the only system; with several in the file it would be unclear which one is meant. */
function withSystemId(file: ConfigFile, environment: Environment): ConfigFile {
  const systemId = variable(environment, 'TRAEDE_SYSTEM_ID');
  const [only, ...others] = Object.values(file.systems);
  if (systemId === undefined || only === undefined) return file;
  if (others.length === 0) return { ...file, systems: { [systemId]: only } };
  if (systemId in file.systems) return file;
  const names = Object.keys(file.systems).join(', ');
  throw new ConfigError(
    `TRAEDE_SYSTEM_ID is "${systemId}", but the file names the systems ${names}; unset the variable`,
  );
}

function toSystem(
  systemId: string,
  system: SystemFile,
  company: ConfigFile['company'],
  environment: Environment,
  file: string,
): SystemConfig {
  const traede = toTraede(systemId, system, environment);
  const defaultIntervalMs = traede.kind === 'simulator' ? SIMULATOR_INTERVAL_MS : DEFAULT_INTERVAL_MS;
  const schedule = (type: DocumentType) =>
    toSchedule(system.schedules[type], company.timeZone, defaultIntervalMs);
  return {
    systemId,
    traede,
    erp: toErp(systemId, system, environment, file),
    rules: toRules(system.accounting, {
      homeCountry: company.country,
      timeZone: company.timeZone,
      goLive: system.goLive ?? NO_GO_LIVE,
    }),
    schedules: {
      invoice: schedule('invoice'),
      'credit-note': schedule('credit-note'),
      'accounting-entry': schedule('accounting-entry'),
    },
    tuning: toTuning(system.sync),
    reconciliation: toReconciliation(system.reconciliation, company.timeZone),
  };
}

/** The first batches of a run: a slow ERP takes some minutes for as many at most, and nothing is known of it yet. */
const FIRST_BATCH = 20;

function toTuning({ batchSize, ...others }: SystemFile['sync']): SyncTuning {
  return { ...others, batchSize: Math.min(FIRST_BATCH, batchSize), largestBatch: batchSize };
}

function toTraede(systemId: string, { traede }: SystemFile, environment: Environment): TraedeConfig {
  const baseUrl = traede.baseUrl ?? variable(environment, 'TRAEDE_BASE_URL');
  const accessToken = variable(environment, traede.accessTokenVariable);
  const appKey = variable(environment, traede.appKeyVariable);
  if (baseUrl === undefined && accessToken === undefined && appKey === undefined)
    return { kind: 'simulator' };
  return {
    kind: 'remote',
    baseUrl: baseUrl ?? DEFAULT_BASE_URL,
    accessToken: requiredVariable(environment, traede.accessTokenVariable, 'access token', systemId),
    appKey: requiredVariable(environment, traede.appKeyVariable, 'app key', systemId),
    requestTimeoutMs: milliseconds(traede.requestTimeout),
    dateTimeFormat: traede.dateTimeFormat,
    endpoints: traede.endpoints,
  };
}

function toErp(systemId: string, { erp }: SystemFile, environment: Environment, file: string): ErpConfig {
  switch (erp.adapter) {
    case 'ledger':
      return erp;
    case 'tryton':
      return toTrytonErp(systemId, erp, environment);
    case 'odoo':
      return toOdooErp(systemId, erp, environment);
    case 'http':
      return toHttpErp(systemId, erp, environment);
    case 'own':
      return toOwnErp(systemId, erp, environment, file);
  }
}

function toSchedule(
  file: ScheduleFile | undefined,
  timeZone: string,
  defaultIntervalMs: number,
): ScheduleConfig {
  const everyMs = file?.every === undefined ? defaultIntervalMs : milliseconds(file.every);
  return {
    when: file?.cron === undefined ? { everyMs } : { cron: file.cron },
    timeZone,
    // A tenth of the interval at most: a run every 30 s is not to be moved by 10.
    jitterMs: file === undefined ? Math.min(10_000, everyMs / 10) : milliseconds(file.jitter),
    catchUpWindowMs: file === undefined ? 600_000 : milliseconds(file.catchUpWindow),
    runTimeoutMs: file === undefined ? 86_400_000 : milliseconds(file.runTimeout),
  };
}
