import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { startInBackground, stopProcess, waitUntilReady } from './background-process';
import { lock } from './lock-file';
import { freePort, LOOPBACK } from './ports';
import { embeddedPostgresBinaries, type PostgresBinaries } from './postgres-binaries';
import {
  identityOf,
  isRunning,
  ownIdentity,
  programOf,
  readIdentity,
  type ProcessIdentity,
} from './process-identity';
import { unprivileged, type RunAs } from './unprivileged-user';

/** Not PostgreSQL's usual 5432, which a system's own server may want to take later. */
const PREFERRED_PORT = 54329;
const USER = 'traede_sync';
const DATABASE = 'traede_sync';
/** A new cluster takes two seconds to make on a slow disk; recovery after a crash replays at most a few WAL files. */
const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;
const LOCK_TIMEOUT_MS = 90_000;
/** One worker's pool holds up to 50 connections; it, a reconciliation and several commands fit. */
const MAX_CONNECTIONS = 100;

export interface EmbeddedPostgres {
  readonly url: string;
  /** Starts the server again, on the same port, where it has died; @returns whether it had. */
  revive(): Promise<boolean>;
  /** Stops the server, unless another living process of ours still uses it. */
  release(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Folder of its own; made when missing. */
  readonly folder: string;
  readonly logFile: string;
  /** For throw-away clusters in tests: do not wait for the disk. Default false. */
  readonly unsafeNoSync?: boolean;
  /** Default: those of the npm package. A cluster is started with the ones that made it. */
  readonly binaries?: PostgresBinaries;
  /** Default 100. */
  readonly maxConnections?: number;
}

/**
 * Starts PostgreSQL on a folder, or joins the one that runs on it already (another command of ours, or what a killed
 * process left behind). Each user of the server leaves a file with its identity; the last one to release stops it.
 */
export async function acquireEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  mkdirSync(options.folder, { recursive: true });
  return whileLocked(options.folder, async () => {
    const cluster = await ensureCluster(options);
    const port = (await runningPort(cluster)) ?? (await startOnSomePort(cluster, options));
    const url = databaseUrl(cluster, port, DATABASE);
    await ensureDatabase(databaseUrl(cluster, port, 'postgres'));
    const user = join(options.folder, 'users', String(process.pid));
    mkdirSync(join(options.folder, 'users'), { recursive: true });
    writeFileSync(user, JSON.stringify(ownIdentity()));
    return {
      url,
      revive: () => whileLocked(options.folder, () => reviveServer(cluster, options, port)),
      release: () => whileLocked(options.folder, () => releaseServer(cluster, user, options.folder)),
    };
  });
}

/** Address of the server that runs on a folder; `undefined` where none does. Starts, makes and changes nothing. */
export function runningEmbeddedPostgres(folder: string): string | undefined {
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  const server = readPostmaster(data);
  if (server === undefined || !isPostgres(server.identity) || !existsSync(passwordFile)) return undefined;
  const cluster = { data, password: readFileSync(passwordFile, 'utf8'), runAs: unprivileged() };
  return databaseUrl(cluster, server.port, DATABASE);
}

function binariesOf({ binaries }: EmbeddedPostgresOptions): PostgresBinaries {
  return binaries ?? embeddedPostgresBinaries();
}

interface Cluster {
  readonly data: string;
  readonly password: string;
  readonly runAs: RunAs;
}

async function whileLocked<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const held = await lock(join(folder, 'lock'), LOCK_TIMEOUT_MS);
  try {
    return await work();
  } finally {
    held.release();
  }
}

async function ensureCluster(options: EmbeddedPostgresOptions): Promise<Cluster> {
  const { folder } = options;
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  const runAs = unprivileged();
  if (!existsSync(passwordFile)) {
    writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 });
  }
  const cluster = { data, password: readFileSync(passwordFile, 'utf8'), runAs };
  // PG_VERSION is among the last files that initdb writes into a usable cluster's root; `made` is ours and last of all.
  const made = join(folder, 'made');
  if (!existsSync(made)) {
    rmSync(data, { recursive: true, force: true });
    await initialiseCluster(cluster, folder, binariesOf(options));
    writeFileSync(made, '');
  }
  return cluster;
}

async function initialiseCluster(
  { data, password, runAs }: Cluster,
  folder: string,
  { initdb }: PostgresBinaries,
): Promise<void> {
  mkdirSync(data, { mode: 0o700 });
  const passwordForInitdb = join(folder, 'initdb-password');
  writeFileSync(passwordForInitdb, password, { mode: 0o600 });
  const owner = ownerOf(runAs);
  if (owner !== undefined) {
    chownSync(data, owner.uid, owner.gid);
    chownSync(passwordForInitdb, owner.uid, owner.gid);
  }
  const settings = ['--auth=scram-sha-256', `--pwfile=${passwordForInitdb}`, '--encoding=UTF8', '--locale=C'];
  const [command = '', ...args] = [...runAs.prefix, initdb, '-D', data, '-U', USER, ...settings];
  try {
    await promisify(execFile)(command, args, { cwd: folder, env: CLEAN_ENVIRONMENT, ...idsOf(runAs) });
  } finally {
    rmSync(passwordForInitdb, { force: true });
  }
}

/** Nothing of ours is handed down: no secret, and no PG* variable that would change what the server does. */
const CLEAN_ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' };

function idsOf(runAs: RunAs): { uid?: number; gid?: number } {
  return runAs.uid === undefined || runAs.gid === undefined ? {} : { uid: runAs.uid, gid: runAs.gid };
}

function ownerOf(runAs: RunAs): { uid: number; gid: number } | undefined {
  if (runAs.uid !== undefined && runAs.gid !== undefined) return { uid: runAs.uid, gid: runAs.gid };
  const id = (name: string) => runAs.prefix.find((word) => word.startsWith(name))?.slice(name.length);
  const uid = id('--reuid=');
  const gid = id('--regid=');
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

/** The port of a server that lives on this cluster; clears what a crashed one left. */
async function runningPort(cluster: Cluster): Promise<number | undefined> {
  const server = readPostmaster(cluster.data);
  if (server === undefined) return undefined;
  if (!isPostgres(server.identity)) {
    rmSync(join(cluster.data, 'postmaster.pid'), { force: true });
    return undefined;
  }
  await waitUntilReady('the embedded PostgreSQL', server.identity, '', READY_TIMEOUT_MS, () =>
    answers(databaseUrl(cluster, server.port, 'postgres')),
  );
  return server.port;
}

/** After a reboot its pid may be another program's. */
function isPostgres({ pid }: ProcessIdentity): boolean {
  return programOf(pid)?.includes('postgres') === true;
}

/** `postmaster.pid`: pid in its first line, port in its fourth (PostgreSQL: miscadmin.h). */
function readPostmaster(data: string): { identity: ProcessIdentity; port: number } | undefined {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    const identity = identityOf(Number(lines[0]));
    return identity === undefined ? undefined : { identity, port: Number(lines[3]) };
  } catch {
    return undefined;
  }
}

/** A port found free may be taken before the server binds it. */
const START_ATTEMPTS = 3;

async function startOnSomePort(cluster: Cluster, options: EmbeddedPostgresOptions): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startServer(cluster, options, attempt === 1 ? PREFERRED_PORT : 0);
    } catch (error) {
      if (attempt === START_ATTEMPTS) throw error;
    }
  }
}

async function startServer(
  cluster: Cluster,
  options: EmbeddedPostgresOptions,
  preferredPort: number,
): Promise<number> {
  const port = await freePort(preferredPort);
  const settings = {
    listen_addresses: LOOPBACK,
    port: String(port),
    unix_socket_directories: '',
    max_connections: String(options.maxConnections ?? MAX_CONNECTIONS),
    ...(options.unsafeNoSync === true
      ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
      : {}),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [command = '', ...args] = [
    ...cluster.runAs.prefix,
    binariesOf(options).postgres,
    '-D',
    cluster.data,
    ...flags,
  ];
  const started = await startInBackground({
    command,
    args,
    cwd: options.folder,
    logFile: options.logFile,
    environment: CLEAN_ENVIRONMENT,
    ...idsOf(cluster.runAs),
  });
  await waitUntilReady('the embedded PostgreSQL', started, options.logFile, READY_TIMEOUT_MS, () =>
    answers(databaseUrl(cluster, port, 'postgres')),
  );
  return port;
}

async function reviveServer(
  cluster: Cluster,
  options: EmbeddedPostgresOptions,
  port: number,
): Promise<boolean> {
  const server = readPostmaster(cluster.data);
  if (server !== undefined && isPostgres(server.identity)) return false;
  rmSync(join(cluster.data, 'postmaster.pid'), { force: true });
  await startServer(cluster, options, port);
  return true;
}

async function releaseServer(cluster: Cluster, user: string, folder: string): Promise<void> {
  rmSync(user, { force: true });
  if (livingUsers(join(folder, 'users')).length > 0) return;
  const server = readPostmaster(cluster.data);
  // SIGINT is PostgreSQL's fast shutdown: it ends sessions and writes a checkpoint.
  if (server !== undefined) await stopProcess(server.identity, 'SIGINT', STOP_TIMEOUT_MS);
}

function livingUsers(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => {
    const file = join(folder, name);
    const identity = readIdentity(file);
    const lives = identity !== undefined && isRunning(identity);
    if (!lives) rmSync(file, { force: true });
    return lives;
  });
}

function databaseUrl(cluster: Cluster, port: number, database: string): string {
  return `postgres://${USER}:${cluster.password}@${LOOPBACK}:${port}/${database}`;
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ensureDatabase(adminUrl: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}
