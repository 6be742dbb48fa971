import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { startInBackground, stopProcess, waitUntilReady } from '../../src/embedded/background-process';
import { freePort, LOOPBACK } from '../../src/embedded/ports';

const READY_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;
/** Often, so that tests need not wait; Prometheus asks for whole milliseconds at least. */
const INTERVAL = '1s';

/** A real Prometheus, from Debian's package, on a folder of its own. */
export interface Prometheus {
  /** An instant query; labels and value of each series. */
  query(expression: string): Promise<readonly Sample[]>;
  /** Names of the alerts that fire just now, with their labels. */
  firing(): Promise<readonly Readonly<Record<string, string>>[]>;
  stop(): Promise<void>;
}

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface PrometheusOptions {
  /** `127.0.0.1:9464`: asked by the given job. */
  readonly targets: readonly string[];
  readonly job: string;
  /** Rules as Prometheus reads them. */
  readonly rules: string;
}

/** A program of the package; they are kept apart from what the machine may run of it as a service. */
export function prometheusProgram(name: 'prometheus' | 'promtool'): string {
  const found = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));
  if (found === undefined) throw new Error(`${name} is not there: apt-get install prometheus`);
  return found;
}

/** @throws with what promtool says */
export function promtool(...args: readonly string[]): string {
  return execFileSync(prometheusProgram('promtool'), args, { encoding: 'utf8', stdio: 'pipe' });
}

export async function startPrometheus({ targets, job, rules }: PrometheusOptions): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'traede-prometheus-'));
  const port = await freePort(0);
  const config = {
    global: { scrape_interval: INTERVAL, scrape_timeout: INTERVAL, evaluation_interval: INTERVAL },
    rule_files: ['rules.yml'],
    scrape_configs: [{ job_name: job, static_configs: [{ targets }] }],
  };
  writeFileSync(join(folder, 'rules.yml'), rules);
  writeFileSync(join(folder, 'prometheus.yml'), stringify(config));
  mkdirSync(join(folder, 'data'));
  const logFile = join(folder, 'prometheus.log');
  const identity = await startInBackground({
    command: prometheusProgram('prometheus'),
    args: [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${LOOPBACK}:${port}`,
    ],
    cwd: folder,
    logFile,
  });
  const url = `http://${LOOPBACK}:${port}`;
  await waitUntilReady('Prometheus', identity, logFile, READY_TIMEOUT_MS, async () => {
    const answer = await fetch(`${url}/-/ready`).catch(() => undefined);
    return answer?.ok === true;
  });
  return {
    query: (expression) => query(url, expression),
    firing: () => firing(url),
    async stop() {
      await stopProcess(identity, 'SIGTERM', STOP_TIMEOUT_MS);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const labels = z.record(z.string(), z.string());
const vector = z.object({
  data: z.discriminatedUnion('resultType', [
    z.object({
      resultType: z.literal('vector'),
      result: z.array(z.object({ metric: labels, value: z.tuple([z.number(), z.string()]) })),
    }),
    z.object({ resultType: z.literal('scalar'), result: z.tuple([z.number(), z.string()]) }),
  ]),
});

async function query(url: string, expression: string): Promise<readonly Sample[]> {
  const answer = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query: expression }).toString()}`);
  if (!answer.ok) throw new Error(`${expression}: ${await answer.text()}`);
  const { data } = vector.parse(await answer.json());
  if (data.resultType === 'scalar') return [{ labels: {}, value: Number(data.result[1]) }];
  return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
}

const alerts = z.object({
  data: z.object({ alerts: z.array(z.object({ labels, state: z.enum(['pending', 'firing']) })) }),
});

async function firing(url: string): Promise<readonly Readonly<Record<string, string>>[]> {
  const answer = await fetch(`${url}/api/v1/alerts`);
  const { data } = alerts.parse(await answer.json());
  return data.alerts.flatMap((alert) => (alert.state === 'firing' ? [alert.labels] : []));
}
