import { createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/temporal';
import { allCarried, answers } from './answers';
import { expectAllCarried, marked } from './comparison';
import { processesOn } from './processes';
import { openSandbox, SYSTEM_ID, TEST_TIMEOUT_MS, type Sandbox } from './sandbox';

const COUNTS = { invoice: 12, 'credit-note': 3, 'accounting-entry': 9 };
const ALL_CARRIED = {
  exitCode: 0,
  types: { invoice: allCarried(12), 'credit-note': allCarried(3), 'accounting-entry': allCarried(9) },
};
const SLOW_MARKS = [{ kind: 'slow', route: 'mark', delayMs: 1_500 }] as const;
const UP_ONCE = ['up', '--once', '--json'];
const REACH_TIMEOUT_MS = 40_000;

describe('data folders', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = openSandbox();
  });
  afterEach(() => sandbox.close());

  it(
    'run side by side, each with servers of its own',
    async () => {
      const names = ['one', 'two'];
      const traedes = await Promise.all(
        names.map((_, index) => sandbox.simulator({ counts: COUNTS, seed: index + 1 })),
      );
      const runs = await Promise.all(
        traedes.map((traede, index) => sandbox.run(UP_ONCE, { traede, data: names[index] ?? '' })),
      );
      for (const run of runs) {
        expect(answers.summary(run.stdout)).toMatchObject(ALL_CARRIED);
        expect(run.exitCode).toBe(0);
      }
      const links = runs.map(({ stdout }) => answers.summary(stdout).temporalUi);
      expect(new Set(links).size).toBe(2);
      for (const [index, traede] of traedes.entries()) {
        const listed = await sandbox.erpList({ traede, data: names[index] ?? '' });
        expectAllCarried(traede, listed, { systemId: SYSTEM_ID });
      }
      expect(processesOn(sandbox.root)).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'are used by one `up` at a time: a second one is refused, and the first goes on',
    async () => {
      const traede = await sandbox.simulator({ counts: COUNTS, faults: SLOW_MARKS });
      const first = sandbox.start(UP_ONCE, { traede });
      await eventually(
        'the first is at work',
        () => traede.calls.total > 0 || first.hasEnded(),
        REACH_TIMEOUT_MS,
      );

      const second = await sandbox.run(UP_ONCE, { traede, timeoutMs: 10_000 });
      expect(second.exitCode).toBe(1);
      expect(second.stderr).toContain(`already up on ${sandbox.path('data')} (process ${first.pid})`);
      expect(second.stderr).toContain('--data');
      expect(first.hasEnded()).toBe(false);

      expect(answers.summary((await first.ended).stdout)).toMatchObject(ALL_CARRIED);
      expectAllCarried(traede, await sandbox.erpList({ traede }), { systemId: SYSTEM_ID });
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'may have spaces in their path, lie below a folder that only we may enter, and find the usual ports taken',
    async () => {
      const takers = await takePorts([7233, 8233, 54_329]);
      try {
        const data = 'My Books & Ledgers/år 2026';
        const traede = await sandbox.simulator({ counts: COUNTS });
        const run = await sandbox.run(UP_ONCE, { traede, data });
        const summary = answers.summary(run.stdout);
        expect(summary).toMatchObject(ALL_CARRIED);
        expect(run.exitCode).toBe(0);
        expect(summary.temporalUi).not.toContain(':8233');
        expectAllCarried(traede, await sandbox.erpList({ traede, data }), { systemId: SYSTEM_ID });
        expect(marked(traede, SYSTEM_ID)).toBe(24);
        expect(processesOn(sandbox.root)).toEqual([]);
      } finally {
        for (const taker of takers) taker.close();
      }
    },
    TEST_TIMEOUT_MS,
  );
});

/**
 * Takes the ports. One that another test's `up` has right now will be free in the middle of ours, and is waited for; what has it
 * longer keeps it.
 */
async function takePorts(ports: readonly number[]): Promise<readonly Server[]> {
  const takers = await Promise.all(ports.map(takePortInTime));
  return takers.filter((taker) => taker !== undefined);
}

async function takePortInTime(port: number): Promise<Server | undefined> {
  const end = Date.now() + REACH_TIMEOUT_MS;
  for (;;) {
    const taker = await takePort(port);
    if (taker !== undefined || Date.now() > end) return taker;
    await sleep(20);
  }
}

function takePort(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', () => {
      resolve(undefined);
    });
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      resolve(server);
    });
  });
}
