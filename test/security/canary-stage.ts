import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import type { SMTPServerOptions } from 'smtp-server';
import { freePort, LOOPBACK } from '../../src/embedded/ports';
import { acquireEmbeddedPostgres } from '../../src/embedded/postgres';
import type { Simulator } from '../../src/simulator';
import type { EndedCommand, RunningCommand } from '../cli/command';
import { openSandbox, TEST_TIMEOUT_MS, type Sandbox } from '../cli/sandbox';
import { startReceiver } from '../erp/http/receiver';
import { startMailServer, type MailServer, MAIL_USER } from '../notifications/mail-server';
import { startCollector, type Collector } from '../traces/collector';
import { startWebhookServer, WEBHOOK_SECRET, type WebhookServer } from '../notifications/webhook-server';
import { eventually } from '../support/temporal';
import { SECRETS, withCanaries } from './canaries';
import { startEchoingEndpoint, type EchoingEndpoint } from './echoing-endpoint';
import type { Place } from './temporal-places';

export const SYSTEM_ID = 'acme';
const COUNTS = { invoice: 12, 'credit-note': 4, 'accounting-entry': 6 };
/** A start, on a machine that does other things as well. */
const START_TIMEOUT_MS = 120_000;

const CONFIG = (erpUrl: string, mailPort: number): string => `systems:
  ${SYSTEM_ID}:
    erp:
      adapter: http
      url: ${erpUrl}
      accessTokenVariable: ERP_ACCESS_TOKEN
      settleTime: 1s
      requestTimeout: 5s
      concurrency: 2
    schedules:
      invoice: { every: 5s, jitter: 1s }
      credit-note: { every: 5s, jitter: 1s }
      accounting-entry: { every: 5s, jitter: 1s }
notifications:
  deployment: acme
  every: 5s
  outageAfter: 1s
  channels:
    - webhook: { urlVariable: CHAT_URL, format: generic, allowPrivateAddresses: true }
    - email:
        host: 127.0.0.1
        port: ${mailPort}
        security: none
        userVariable: MAIL_USER
        passwordVariable: MAIL_PASSWORD
        from: sync@acme.example
        to: [finance@acme.example]
`;

/** Everything that the main job needs, with a canary wherever something confidential stands. */
export interface CanaryStage {
  readonly sandbox: Sandbox;
  readonly traede: Simulator;
  readonly erp: EchoingEndpoint;
  readonly chat: WebhookServer;
  readonly mail: MailServer;
  /** Where traces go. */
  readonly collector: Collector;
  /** Where Prometheus would scrape. */
  readonly metricsUrl: string;
  /** As the database's administrator: the product logs in with a password of its own. */
  readonly pool: Pool;
  readonly postgresLog: string;
  /** What commands wrote, so far. */
  readonly outputs: Place[];
  startUp(): Promise<RunningCommand>;
  /** Runs a command beside `up`, and keeps what it wrote. */
  readonly run: (
    args: readonly string[],
    environment?: Readonly<Record<string, string>>,
  ) => Promise<EndedCommand>;
  close(): Promise<void>;
}

export async function openCanaryStage(): Promise<CanaryStage> {
  const sandbox = openSandbox();
  const database = await openDatabase();
  const receiver = await startReceiver({ SIGNING_KEYS: SECRETS.signingKey });
  const erp = await startEchoingEndpoint(receiver.url);
  const chat = await startWebhookServer();
  const mail = await startMailServer(stubbornLogin());
  const collector = await startCollector();
  const metricsAddress = `${LOOPBACK}:${await freePort(0)}`;
  const traede = await sandbox.simulator({
    counts: COUNTS,
    token: SECRETS.accessToken,
    appKey: SECRETS.appKey,
    behaviour: { mutate: withCanaries },
  });
  const config = sandbox.path('sync.yaml');
  writeFileSync(config, CONFIG(erp.url, mail.port));
  const environment = secretsIn(sandbox, {
    TRAEDE_BASE_URL: traede.url,
    TRAEDE_SYSTEM_ID: SYSTEM_ID,
    DATABASE_URL: database.url,
    CHAT_URL: chat.url,
    MAIL_USER,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  });
  const outputs: Place[] = [];
  return {
    ...{ sandbox, traede, erp, chat, mail, collector, outputs },
    ...{ pool: database.pool, postgresLog: database.logFile, metricsUrl: `http://${metricsAddress}/metrics` },
    async startUp() {
      const up = sandbox.start(['up', '--config', config, '--metrics-address', metricsAddress], {
        environment,
        timeoutMs: TEST_TIMEOUT_MS,
      });
      await eventually(
        'up says that it stays',
        () => up.stderr().includes('Ctrl-C ends it') || up.hasEnded(),
        START_TIMEOUT_MS,
      );
      return up;
    },
    async run(args, changed = {}) {
      const ended = await sandbox.run([...args, '--config', config], {
        environment: { ...environment, ...changed },
      });
      const where = `traede-sync ${args.join(' ')}`;
      outputs.push({ where: `${where}: output`, text: ended.stdout });
      outputs.push({ where: `${where}: messages`, text: ended.stderr });
      return ended;
    },
    async close() {
      await sandbox.close();
      for (const server of [erp, chat, mail]) await server.stop();
      await collector.close();
      await receiver.remove();
      await database.close();
    },
  };
}

/** By each way that a secret can come. */
function secretsIn(
  sandbox: Sandbox,
  others: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const folder = join(sandbox.root, 'secrets');
  mkdirSync(folder);
  const file = (name: string, secret: string): string => {
    const path = join(folder, name);
    writeFileSync(path, `${secret}\n`);
    return path;
  };
  return {
    ...others,
    TRAEDE_ACCESS_TOKEN_COMMAND: `cat ${file('token', SECRETS.accessToken)}`,
    TRAEDE_APP_KEY_FILE: file('app-key', SECRETS.appKey),
    DATABASE_PASSWORD_FILE: file('database', SECRETS.databasePassword),
    ERP_SIGNING_KEY: SECRETS.signingKey,
    ERP_ACCESS_TOKEN: SECRETS.erpAccessToken,
    MAIL_PASSWORD: SECRETS.mailPassword,
    // No proxy is asked for what is on this machine; its password is known to the product all the same.
    https_proxy: `http://sync:${SECRETS.proxyPassword}@127.0.0.1:9`,
    TEMPORAL_API_KEY: SECRETS.temporalApiKey,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer ${SECRETS.collectorToken}`,
  };
}

/** Refuses the first login, and quotes it. */
function stubbornLogin(): SMTPServerOptions {
  let logins = 0;
  return {
    onAuth({ username, password }, _, callback) {
      logins += 1;
      if (logins > 1 && password === SECRETS.mailPassword) callback(null, { user: MAIL_USER });
      else callback(new Error(`no such user ${String(username)} with ${String(password)}`));
    },
  };
}

/** A PostgreSQL of its own, as its log is looked through too. */
async function openDatabase() {
  const folder = mkdtempSync(join(tmpdir(), 'security-postgres-'));
  const logFile = join(folder, 'postgres.log');
  const server = await acquireEmbeddedPostgres({ folder, logFile, unsafeNoSync: true });
  const administrator = new Pool({ connectionString: server.url, max: 2 });
  await administrator.query(`create role sync login password '${SECRETS.databasePassword}'`);
  await administrator.query('create database books owner sync');
  await administrator.end();
  const url = new URL(server.url);
  url.pathname = '/books';
  const pool = new Pool({ connectionString: url.href, max: 2 });
  pool.on('error', () => undefined);
  url.username = 'sync';
  url.password = '';
  return {
    url: url.href,
    pool,
    logFile,
    async close() {
      await pool.end();
      await server.release();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export { WEBHOOK_SECRET };
