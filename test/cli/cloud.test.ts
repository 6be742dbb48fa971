import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { registerSearchAttributes } from '../../src/temporal/search-attributes';
import { START_TIMEOUT_MS, startTemporalServer } from '../support/temporal';
import { makeAuthority } from '../temporal/certificates';
import { startTlsProxy } from '../temporal/tls-proxy';
import type { Listening } from '../support/listening';
import { answers } from './answers';
import { expectAllCarried } from './comparison';
import { openSandbox, SYSTEM_ID, TEST_TIMEOUT_MS, textBelow, type Sandbox } from './sandbox';

const API_KEY = 'canary-cloud-key-77aa';
const NAMESPACE = 'books';
const COUNTS = { invoice: 6, 'credit-note': 2, 'accounting-entry': 4 };
/** gRPC's codes. */
const PERMISSION_DENIED = 7;
const UNAUTHENTICATED = 16;

/** A Temporal as the cloud offers it: TLS, a key, one namespace, and nobody who registers search attributes. */
describe('a Temporal of others', () => {
  let sandbox: Sandbox;
  let server: TestWorkflowEnvironment;
  let proxy: Listening;
  let environment: Record<string, string>;
  /** Calls that no worker may make there. */
  const refused: string[] = [];

  beforeAll(async () => {
    sandbox = openSandbox();
    server = await startTemporalServer(['--namespace', NAMESPACE]);
    mkdirSync(sandbox.path('secrets'));
    const authority = makeAuthority(sandbox.path('secrets'), 'authority');
    proxy = await startTlsProxy({
      target: server.address,
      server: authority.issue('server'),
      refuse(headers) {
        if (headers.authorization !== `Bearer ${API_KEY}`) return UNAUTHENTICATED;
        const isFree = headers[':path']?.includes('WorkflowService') === true;
        if (!isFree) refused.push(String(headers[':path']));
        return isFree ? undefined : PERMISSION_DENIED;
      },
    });
    writeFileSync(sandbox.path('secrets', 'api-key'), `${API_KEY}\n`);
    environment = {
      TEMPORAL_ADDRESS: proxy.address,
      TEMPORAL_NAMESPACE: NAMESPACE,
      TEMPORAL_API_KEY_FILE: sandbox.path('secrets', 'api-key'),
      TEMPORAL_TLS_SERVER_CA_CERT_PATH: authority.certificate,
      TRAEDE_SYNC_CODEC_KEYS: `a:${randomBytes(32).toString('base64')}`,
    };
  }, START_TIMEOUT_MS);
  afterAll(async () => {
    await sandbox.close();
    await proxy.close();
    await server.teardown();
  });

  it(
    'that lacks the search attributes: nothing begins, and the message has the commands',
    async () => {
      const traede = await sandbox.simulator({ counts: COUNTS });
      const ended = await sandbox.run(['up', '--once'], { traede, environment });
      expect(ended.exitCode).toBe(1);
      expect(ended.stderr).toContain(`tcld namespace search-attributes add --namespace ${NAMESPACE}`);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'carries everything once they are there, encrypted, and the key stands nowhere',
    async () => {
      await registerSearchAttributes(server.client, NAMESPACE);
      const traede = await sandbox.simulator({ counts: COUNTS });
      const ended = await sandbox.run(['up', '--once', '--json'], { traede, environment });
      expect(answers.summary(ended.stdout).exitCode).toBe(0);
      expectAllCarried(traede, await sandbox.erpList({ traede, environment }), { systemId: SYSTEM_ID });
      expect(refused).not.toEqual([]);
      for (const text of [ended.stdout, ended.stderr, textBelow(sandbox.path('data'))]) {
        expect(text).not.toContain(API_KEY);
      }
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'that does not take the key is told by every command',
    async () => {
      const wrong = { ...environment, TEMPORAL_API_KEY: 'canary-wrong', TEMPORAL_API_KEY_FILE: '' };
      const ended = await sandbox.run(['schedules'], { environment: wrong });
      expect(ended.exitCode).toBe(1);
      expect(ended.stderr).toMatch(
        /does not accept the API key \(TEMPORAL_API_KEY\); check that it is valid/,
      );
      expect(ended.stderr).not.toContain('canary-wrong');
    },
    TEST_TIMEOUT_MS,
  );
});
