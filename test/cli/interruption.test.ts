import { eventually } from '../support/temporal';
import { answers } from './answers';
import { expectAllCarried, marked } from './comparison';
import { processesOn } from './processes';
import { openSandbox, SYSTEM_ID, TEST_TIMEOUT_MS, type Sandbox } from './sandbox';

const COUNTS = { invoice: 90, 'credit-note': 15, 'accounting-entry': 75 };
const ALL = 180;
/** Slow enough that a run can be met in its middle. */
const SLOW_MARKS = [{ kind: 'slow', route: 'mark', delayMs: 400 }] as const;
const UP_ONCE = ['up', '--once', '--json'];
const REACH_TIMEOUT_MS = 40_000;
/** From a signal to the end: the worker lets its activities finish, then the servers are stopped. */
const ORDERLY_END_MS = 20_000;

describe('an interrupted run', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = openSandbox();
  });
  afterEach(() => sandbox.close());

  it(
    'is mended by the next start after kill -9, three times over',
    async () => {
      const traede = await sandbox.simulator({ counts: COUNTS, faults: SLOW_MARKS });
      for (let kill = 1; kill <= 3; kill += 1) {
        const before = marked(traede, SYSTEM_ID);
        const command = sandbox.start(UP_ONCE, { traede });
        await eventually(
          `run ${kill} has marked some more`,
          () => marked(traede, SYSTEM_ID) >= before + 20 || command.hasEnded(),
          REACH_TIMEOUT_MS,
        );
        command.signal('SIGKILL');
        const { exitCode, stdout } = await command.ended;
        // Without this the kill came too late and proves nothing.
        expect({ exitCode, stdout }).toEqual({ exitCode: null, stdout: '' });
      }
      expect(marked(traede, SYSTEM_ID)).toBeLessThan(ALL);

      traede.setFaults([]);
      const last = await sandbox.run(UP_ONCE, { traede });
      expect(answers.summary(last.stdout)).toMatchObject({ exitCode: 0, problems: [] });
      expect(last.exitCode).toBe(0);
      expectAllCarried(traede, await sandbox.erpList({ traede }), {
        systemId: SYSTEM_ID,
        marks: 'at-least-once',
      });
      expect(processesOn(sandbox.root)).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends in order at %s with exit code 130, and the next run finishes the work',
    async (signal) => {
      const traede = await sandbox.simulator({ counts: COUNTS, faults: SLOW_MARKS });
      const command = sandbox.start(UP_ONCE, { traede });
      await eventually(
        'some documents are marked',
        () => marked(traede, SYSTEM_ID) >= 20 || command.hasEnded(),
        REACH_TIMEOUT_MS,
      );
      const signalledAt = Date.now();
      command.signal(signal);
      const interrupted = await command.ended;
      expect(Date.now() - signalledAt).toBeLessThan(ORDERLY_END_MS);
      expect(interrupted.exitCode).toBe(130);
      expect(answers.summary(interrupted.stdout)).toMatchObject({ ok: false, exitCode: 130 });
      expect(marked(traede, SYSTEM_ID)).toBeLessThan(ALL);
      expect(processesOn(sandbox.root)).toEqual([]);

      traede.setFaults([]);
      const next = await sandbox.run(UP_ONCE, { traede });
      expect(answers.summary(next.stdout)).toMatchObject({ exitCode: 0, problems: [] });
      expect(next.exitCode).toBe(0);
      expectAllCarried(traede, await sandbox.erpList({ traede }), {
        systemId: SYSTEM_ID,
        marks: 'at-least-once',
      });
    },
    TEST_TIMEOUT_MS,
  );
});
