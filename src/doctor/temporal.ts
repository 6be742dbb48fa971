import type { Client } from '@temporalio/client';
import { scheduleId } from '../../workflows/messages';
import { DOCUMENT_TYPES, type SystemId } from '../document';
import { connectClient, type TemporalAddress } from '../temporal/connection';
import { countPollers, describeNamespace, describeSchedule } from '../temporal/look';
import { OUR_PAUSE } from '../temporal/ensure-schedule';
import { cloudCommand, createCommand, searchAttributeState } from '../temporal/search-attributes';
import { COMMON_TASK_QUEUE, taskQueueOf } from '../temporal/task-queue';
import { bounded, reasonOf } from './bounded';
import { area, type Finding } from './finding';

/** A server that needs longer for one of these looks is in trouble. */
const TIMEOUT_MS = 10_000;
/** gRPC's code for what is not there. */
const NOT_FOUND = 5;

const say = area('Temporal');
const NOTHING_TO_DO = 'Nothing: the next `traede-sync up` or `traede-sync worker` sets it up.';

export interface TemporalToExamine {
  /** Absent: nothing runs, and none is configured. */
  readonly temporal: TemporalAddress | undefined;
  /** Absent: the configuration cannot be used, and does not say. */
  readonly systemIds: readonly SystemId[] | undefined;
}

/** Looks at server, namespace, search attributes, schedules and workers. */
export async function examineTemporal({
  temporal,
  systemIds,
}: TemporalToExamine): Promise<readonly Finding[]> {
  if (temporal === undefined) {
    return [
      say.note(
        'server',
        'none is known: TEMPORAL_ADDRESS is not set, and nothing is up on the data folder',
        'Nothing for `traede-sync up`, which starts one; for `traede-sync worker`, set TEMPORAL_ADDRESS.',
      ),
      ...afterServer(systemIds, 'no Temporal server is known'),
    ];
  }
  const address = temporal.connection.address ?? 'the default address';
  try {
    const connected = await connectClient(temporal, { timeoutMs: TIMEOUT_MS, checkNamespace: false });
    try {
      const server = say.passed('server', `answers at ${address}`);
      return [server, ...(await examineNamespace(connected.client, temporal.namespace, systemIds))];
    } finally {
      await connected.close();
    }
  } catch (error) {
    return [
      say.failed(
        'server',
        `${address}: ${reasonOf(error)}`,
        'As it says. In doubt: start the server, or correct TEMPORAL_ADDRESS (and TEMPORAL_API_KEY, TEMPORAL_TLS_*).',
      ),
      ...afterServer(systemIds, 'the server gives no answer'),
    ];
  }
}

function afterServer(systemIds: readonly SystemId[] | undefined, because: string): readonly Finding[] {
  return [say.notLookedAt('namespace', because), ...afterNamespace(systemIds, because)];
}

function afterNamespace(systemIds: readonly SystemId[] | undefined, because: string): readonly Finding[] {
  const schedules = (systemIds ?? []).flatMap((systemId) =>
    DOCUMENT_TYPES.map((type) => `schedule ${scheduleId(systemId, type)}`),
  );
  return ['search attributes', ...schedules, 'worker'].map((subject) => say.notLookedAt(subject, because));
}

async function examineNamespace(
  client: Client,
  namespace: string,
  systemIds: readonly SystemId[] | undefined,
): Promise<readonly Finding[]> {
  try {
    await bounded(TIMEOUT_MS, () => describeNamespace(client, namespace));
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === NOT_FOUND;
    return [
      say.failed(
        'namespace',
        isMissing ? `the server has no namespace "${namespace}"` : `${namespace}: ${reasonOf(error)}`,
        isMissing
          ? `Correct TEMPORAL_NAMESPACE, or make it: temporal operator namespace create --namespace ${namespace}`
          : 'Check TEMPORAL_API_KEY or TEMPORAL_TLS_*, and that they may use the namespace.',
      ),
      ...afterNamespace(systemIds, 'the namespace cannot be used'),
    ];
  }
  const schedules = await examineSchedules(client, systemIds ?? []);
  return [
    say.passed('namespace', namespace),
    await looked('search attributes', () => examineSearchAttributes(client, namespace)),
    ...schedules,
    await looked('worker', () => examineWorker(client, namespace, systemIds ?? [], schedules)),
  ];
}

/** A look of its own time: one that fails hides no other. */
async function looked(subject: string, look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await bounded(TIMEOUT_MS, look);
  } catch (error) {
    return say.failed(subject, reasonOf(error), 'Check that the API key or certificate may look at this.');
  }
}

async function examineSearchAttributes(client: Client, namespace: string): Promise<Finding> {
  const { missing, ofOtherType } = await searchAttributeState(client, namespace);
  if (ofOtherType.length > 0) {
    return say.failed(
      'search attributes',
      `registered with another type than this program uses: ${ofOtherType.join(', ')}`,
      `Use a namespace of its own (TEMPORAL_NAMESPACE), or remove them there and run: ${ofOtherType.map((name) => createCommand(namespace, name)).join(' && ')}`,
    );
  }
  if (missing.length === 0) return say.passed('search attributes', 'registered');
  return say.note(
    'search attributes',
    `not registered yet: ${missing.join(', ')}`,
    `Nothing where workers may register them: they do it at their start. Elsewhere: ${missing.map((name) => createCommand(namespace, name)).join(' && ')}; on Temporal Cloud: ${cloudCommand(namespace, missing)}`,
  );
}

async function examineSchedules(client: Client, systemIds: readonly SystemId[]): Promise<readonly Finding[]> {
  const ids = systemIds.flatMap((systemId) => DOCUMENT_TYPES.map((type) => scheduleId(systemId, type)));
  return Promise.all(ids.map((id) => looked(`schedule ${id}`, () => examineSchedule(client, id))));
}

async function examineSchedule(client: Client, id: string): Promise<Finding> {
  const subject = `schedule ${id}`;
  const found = await describeSchedule(client, id);
  if (found === undefined) return say.note(subject, 'not there yet', NOTHING_TO_DO);
  const { paused, note } = found.state;
  if (!paused) {
    const next = found.info.nextActionTimes[0]?.toISOString() ?? 'unknown';
    return say.passed(subject, `runs next at ${next}`);
  }
  if (note === OUR_PAUSE) return say.note(subject, note);
  return say.failed(
    subject,
    `a person paused it${note === undefined || note === '' ? ', without saying why' : `: ${reasonOf(note)}`}`,
    `If that is over: temporal schedule toggle --schedule-id ${id} --unpause --reason "…", or unpause it in Temporal's UI.`,
  );
}

async function examineWorker(
  client: Client,
  namespace: string,
  systemIds: readonly SystemId[],
  schedules: readonly Finding[],
): Promise<Finding> {
  const queues = [COMMON_TASK_QUEUE, ...systemIds.map(taskQueueOf)];
  const pollers = await Promise.all(queues.map((queue) => countPollers(client, namespace, queue)));
  const unattended = queues.filter((_, index) => pollers[index] === 0);
  if (unattended.length === 0) return say.passed('worker', `the task queues ${queues.join(', ')} are polled`);
  const isScheduled = schedules.some(({ outcome }) => outcome === 'passed');
  const detail = `none has polled ${unattended.join(', ')} in the last minutes`;
  const remedy = 'Start `traede-sync worker`, or `traede-sync up`.';
  return isScheduled
    ? say.failed('worker', `${detail}: runs are started by the schedules, and nobody works on them`, remedy)
    : say.note('worker', detail, remedy);
}
