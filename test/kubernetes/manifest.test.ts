import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { loadConfig } from '../../src/config/load';
import { temporalFromEnvironment } from '../../src/temporal/connection';
import { invalidities, MANIFEST, readManifest } from './manifest';
import { brokenRules, deploymentIn } from './rules';

const ROOT = join(__dirname, '..', '..');
const text = readFileSync(MANIFEST, 'utf8');
const changed = (from: string, to: string): string => {
  if (!text.includes(from)) throw new Error(`the manifest does not hold ${from}`);
  return text.replace(from, to);
};

it('is what Kubernetes knows, each object', () => {
  const objects = readManifest();
  expect(objects.map(({ kind }) => kind)).toEqual([
    'ServiceAccount',
    'ConfigMap',
    'Deployment',
    'PodDisruptionBudget',
    'NetworkPolicy',
  ]);
  expect(objects.flatMap(invalidities)).toEqual([]);
});

it.each([
  ['replicas: 2', 'replicas: two', /replicas must be integer/],
  ['readOnlyRootFilesystem:', 'readOnlyRoot:', /readOnlyRoot: Kubernetes knows no such field/],
  ['memory: 1Gi', 'memory: lots', /memory must match format/],
  ['  podSelector:', '  podSelectors:', /podSelector|podSelectors: Kubernetes knows no such field/],
  [
    'maxUnavailable: 1\n  selector:',
    'maxUnavailable: 1\n  select:',
    /select: Kubernetes knows no such field/,
  ],
  ['kind: ConfigMap', 'kind: ConfigFile', /no such kind/],
])('would be refused with "%s" changed to "%s"', (from, to, message) => {
  expect(readManifest(changed(from, to)).flatMap(invalidities).join('\n')).toMatch(message);
});

it('breaks no rule of the house', () => {
  expect(brokenRules(readManifest())).toEqual([]);
});

it.each([
  ['traede-erp-sync:0.1.0', 'traede-erp-sync:latest', 'is not pinned'],
  ['runAsNonRoot: true', 'runAsNonRoot: false', 'may run as root'],
  ['runAsUser: 1000', 'runAsUser: 0', 'runs as another user'],
  ['allowPrivilegeEscalation: false', 'allowPrivilegeEscalation: true', 'may gain privileges'],
  ['readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false', 'may write to its root'],
  ['drop: [ALL]', 'drop: [CHOWN]', 'keeps capabilities'],
  ['terminationGracePeriodSeconds: 30', 'terminationGracePeriodSeconds: 5', 'killed before'],
  ['limits: { cpu', 'claims: { cpu', 'no limits'],
  ['livenessProbe:', 'lifeProbe:', 'no liveness probe'],
  ['DATABASE_PASSWORD_FILE, value: /run', 'DATABASE_PASSWORD, value: /run', 'holds secrets'],
  ['postgres://traede_sync@', 'postgres://traede_sync:hunter2@', 'holds secrets'],
])('would be caught with "%s" changed to "%s"', (from, to, complaint) => {
  expect(brokenRules(readManifest(changed(from, to)))).toEqual([expect.stringContaining(complaint)]);
});

describe('what the worker reads', () => {
  const folder = mkdtempSync(join(tmpdir(), 'traede-kubernetes-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  /** The container's variables, with the secrets in a folder of ours. */
  function environment(): Record<string, string> {
    const [container] = deploymentIn(readManifest()).spec.template.spec.containers;
    const pairs = (container?.env ?? []).map(({ name, value = '' }): [string, string] => {
      if (!name.endsWith('_FILE')) return [name, value];
      const file = join(folder, basename(value));
      writeFileSync(file, `content of ${basename(value)}`);
      return [name, file];
    });
    return Object.fromEntries(pairs);
  }

  it('is a configuration that it takes, and a Temporal', () => {
    const configMap = readManifest().find(({ kind }) => kind === 'ConfigMap');
    const { data } = z.looseObject({ data: z.object({ 'sync.config.yaml': z.string() }) }).parse(configMap);
    const file = join(folder, 'sync.config.yaml');
    writeFileSync(file, data['sync.config.yaml']);
    const config = loadConfig(environment(), file);
    expect(config.systems.map(({ systemId, traede }) => [systemId, traede.kind])).toEqual([
      ['my-erp', 'remote'],
    ]);
    expect(config.databaseUrl).toMatch(/^postgres:\/\/traede_sync:.*@postgres\.databases\.svc:5432/);
    expect(temporalFromEnvironment(environment())?.connection.address).toBe(
      'temporal-frontend.temporal.svc:7233',
    );
  });

  it('is the version of this package', () => {
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
    expect(text).toContain(`/traede-erp-sync:${version}\n`);
  });
});
