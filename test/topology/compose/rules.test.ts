import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { brokenRules, composedSchema, type Composed } from './rules';

const ROOT = join(__dirname, '..', '..', '..');

function written(): Composed {
  return composedSchema.parse(parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true }));
}

/** The file with something else in one service. */
function withChange(service: string, change: Readonly<Record<string, unknown>>): Composed {
  const { services, ...others } = written();
  return composedSchema.parse({
    ...others,
    services: { ...services, [service]: { ...services[service], ...change } },
  });
}

describe('docker-compose.yml', () => {
  it('breaks no rule of the house', () => {
    expect(brokenRules(written())).toEqual([]);
  });

  it.each([
    ['postgres', { image: 'postgres:17' }, 'not pinned'],
    ['temporal-ui', { image: 'temporalio/ui:latest' }, 'not pinned'],
    ['temporal', { restart: 'no' }, 'no restart policy'],
    ['temporal', { healthcheck: undefined }, 'no health check'],
    ['simulator', { deploy: {} }, 'no limits'],
    ['temporal-schemas', { security_opt: [] }, 'may gain privileges'],
    ['worker', { privileged: true }, 'is privileged'],
    ['worker', { read_only: false }, 'may write to its root'],
    ['temporal-ui', { ports: ['8233:8080'] }, 'publishes a port'],
    ['grafana', { ports: ['3000:3000'] }, 'publishes a port'],
    ['grafana', { environment: { GF_SECURITY_ADMIN_PASSWORD: 'admin' } }, 'GF_SECURITY_ADMIN_PASSWORD'],
    ['prometheus', { image: 'prom/prometheus' }, 'not pinned'],
    ['postgres', { environment: { POSTGRES_PASSWORD: 'hunter2' } }, 'POSTGRES_PASSWORD'],
    ['worker', { environment: { DATABASE_URL: 'postgres://sync:hunter2@postgres/x' } }, 'DATABASE_URL'],
  ])('would be caught with %s %j', (service, change, complaint) => {
    expect(brokenRules(withChange(service, change))).toEqual([expect.stringContaining(complaint)]);
  });

  it('names scripts that a shell can read', () => {
    const scripts = readdirSync(join(ROOT, 'deploy'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.sh'),
    );
    expect(scripts).toHaveLength(5);
    for (const script of scripts) execFileSync('sh', ['-n', join(ROOT, 'deploy', script)]);
  });
});
