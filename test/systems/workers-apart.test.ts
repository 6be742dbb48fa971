import { documentWorkflowId, scheduleId, type SyncDocumentInput } from '../../workflows/messages';
import { COMMON_TASK_QUEUE, taskQueueOf } from '../../src/temporal/task-queue';
import { answers } from '../cli/answers';
import type { RunningCommand } from '../cli/command';
import { TEST_TIMEOUT_MS } from '../cli/sandbox';
import { statusSchema } from '../cli/operator-stage';
import { eventually } from '../support/temporal';
import { ARRIVAL_TIMEOUT_MS, COUNTS, isUp, marked, openDeployment, type Deployment } from './deployment';

const EARLY = COUNTS.invoice + COUNTS['accounting-entry'];

describe('workers of one deployment', () => {
  let deployment: Deployment;
  let worker: RunningCommand;
  beforeAll(async () => {
    deployment = await openDeployment();
  }, TEST_TIMEOUT_MS);
  afterAll(() => deployment.stop());

  it(
    'one for a single system holds only its secrets, and does only its work',
    async () => {
      worker = deployment.startWorker(['--system', 'beta'], deployment.secretsOf('beta'));
      await isUp(worker);
      expect(worker.stderr()).toContain('worker is up for beta;');
      await deployment.trigger('beta', ['invoice', 'accounting-entry']);
      const { beta } = deployment.brands;
      await eventually('beta is done', () => marked(beta, 'beta') === EARLY, ARRIVAL_TIMEOUT_MS);
      const schedules: string[] = [];
      for await (const { scheduleId: id } of deployment.client.schedule.list()) schedules.push(id);
      expect(schedules.filter((id) => !id.includes(':beta'))).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'health and status tell whose work is taken',
    async () => {
      const [any, beta, acme, status] = await Promise.all([
        deployment.run('health'),
        deployment.run('health', '--system', 'beta'),
        deployment.run('health', '--system', 'acme', '--system', 'beta'),
        deployment.run('status', '--json'),
      ]);
      expect([any.exitCode, beta.exitCode, acme.exitCode]).toEqual([0, 0, 1]);
      expect(acme.stdout).toContain('asks for work of acme');
      const { systems } = statusSchema.parse(JSON.parse(status.stdout));
      const polling = systems.map(({ systemId, worker: seen }) => [systemId, seen?.polling]);
      expect(polling).toEqual(
        expect.arrayContaining([
          ['acme', false],
          ['beta', true],
        ]),
      );
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'one for a system that is not configured says so, and ends',
    async () => {
      const lost = deployment.startWorker(['--system', 'beta', '--system', 'nobody']);
      expect(await lost.ended).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining('no system nobody; it has acme, beta') as string,
      });
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'one without --system goes on with what began before systems had queues of their own',
    async () => {
      const { client, brands } = deployment;
      const [first] = brands.acme.documents('invoice');
      if (first === undefined) throw new Error('there is no invoice');
      const key = { systemId: 'acme', documentType: 'invoice', documentId: first.id } as const;
      await asBefore(key);
      const whole = deployment.startWorker();
      await isUp(whole);
      const schedule = await client.schedule.getHandle(scheduleId('acme', 'invoice')).describe();
      expect(schedule.action).toMatchObject({ taskQueue: taskQueueOf('acme') });
      const { stdout } = await deployment.run(
        'resync',
        'invoice',
        String(first.id),
        '--system',
        'acme',
        '--json',
      );
      expect(answers.request(stdout)).toMatchObject({ outcome: 'exported' });
      const waited = await client.workflow.getHandle(documentWorkflowId(key)).describe();
      expect(waited).toMatchObject({ taskQueue: COMMON_TASK_QUEUE, status: { name: 'COMPLETED' } });
      expect([...brands.acme.marks('acme', 'invoice').keys()]).toEqual([first.id]);
    },
    TEST_TIMEOUT_MS,
  );

  /** A schedule, and a document that waits, on the queue that all systems shared. */
  async function asBefore(
    key: Pick<SyncDocumentInput, 'systemId' | 'documentType' | 'documentId'>,
  ): Promise<void> {
    const { client } = deployment;
    const id = scheduleId(key.systemId, key.documentType);
    await client.schedule.create({
      scheduleId: id,
      spec: { intervals: [{ every: '30d' }] },
      action: {
        ...{
          type: 'startWorkflow',
          workflowType: 'syncDocuments',
          workflowId: id,
          taskQueue: COMMON_TASK_QUEUE,
        },
        args: [{ systemId: key.systemId, documentType: key.documentType, tuning: { pageSize: 60 } }],
      },
    });
    const problem = { code: 'account-missing', message: 'No account.', remedy: 'Add one.' } as const;
    await client.workflow.start('syncDocument', {
      workflowId: documentWorkflowId(key),
      taskQueue: COMMON_TASK_QUEUE,
      args: [{ ...key, problem }],
    });
  }
});
