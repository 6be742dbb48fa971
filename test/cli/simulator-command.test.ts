import { writeFileSync } from 'node:fs';
import { eventually } from '../support/temporal';
import { openSandbox, TEST_TIMEOUT_MS, type Sandbox } from './sandbox';

/** A start takes a second; on a busy machine it may take far longer. */
const START_TIMEOUT_MS = 120_000;

describe('traede-sync simulator', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = openSandbox();
  });
  afterEach(() => sandbox.close());

  /** The address that it tells. */
  async function addressOf(stderr: () => string): Promise<string> {
    const told = /http:\/\/127\.0\.0\.1:\d+/;
    await eventually('the simulator tells its address', () => told.test(stderr()), START_TIMEOUT_MS);
    return told.exec(stderr())?.[0] ?? '';
  }

  it(
    'answers whoever has the token and the app key of its environment, until it is asked to end',
    async () => {
      const token = sandbox.path('token');
      writeFileSync(token, 'token-of-a-file\n');
      const simulator = sandbox.start(['simulator', '--port', '0'], {
        environment: { TRAEDE_ACCESS_TOKEN_FILE: token, TRAEDE_APP_KEY: 'key-of-the-environment' },
      });
      const address = await addressOf(() => simulator.stderr());
      const call = (bearer: string): Promise<Response> =>
        fetch(`${address}/v10/accounting/invoices?system_id=x`, {
          headers: { authorization: `Bearer ${bearer}`, 'x-traede-app-key': 'key-of-the-environment' },
        });
      expect((await call('token-of-a-file')).status).not.toBe(401);
      expect((await call('simulator-token')).status).toBe(401);
      simulator.signal('SIGTERM');
      expect(await simulator.ended).toMatchObject({ exitCode: 0 });
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'says so where its port is taken, and refuses a port that is none',
    async () => {
      const first = sandbox.start(['simulator', '--port', '0']);
      const { port } = new URL(await addressOf(() => first.stderr()));
      const second = await sandbox.run(['simulator', '--port', port], { data: 'other' });
      expect(second).toMatchObject({ exitCode: 1 });
      expect(second.stderr).toContain(port);
      expect((await sandbox.run(['simulator', '--port', '65536'])).stderr).toContain('whole number from 0');
    },
    TEST_TIMEOUT_MS,
  );
});

describe('traede-sync health', () => {
  it(
    'fails, and says why, where there is no Temporal to ask',
    async () => {
      const sandbox = openSandbox();
      try {
        const unknown = await sandbox.run(['health']);
        expect(unknown).toMatchObject({ exitCode: 1 });
        expect(unknown.stderr).toContain('TEMPORAL_ADDRESS');
        const dead = await sandbox.run(['health'], { environment: { TEMPORAL_ADDRESS: '127.0.0.1:9' } });
        expect(dead).toMatchObject({ exitCode: 1 });
        expect(dead.durationMs).toBeLessThan(START_TIMEOUT_MS);
      } finally {
        await sandbox.close();
      }
    },
    TEST_TIMEOUT_MS,
  );
});
