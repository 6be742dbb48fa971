import type { ActivityInterceptorsFactory, InjectedSinks } from '@temporalio/worker';
import type { WorkflowInfo } from '@temporalio/workflow';
import { z } from 'zod';
import type { TraceSinks } from '../../workflows/traces';
import { runContext, spanIdOf, type Attributes } from '../traces/span';
import type { Tracer } from '../traces/tracer';

/** What a worker needs to tell of its work, with or without a tracer. */
export interface WorkerTraces {
  readonly activity: readonly ActivityInterceptorsFactory[];
  readonly sinks: InjectedSinks<TraceSinks>;
}

/** Without a tracer nothing is recorded; workflows tell of their end all the same, as they do not know. */
export function workerTraces(tracer: Tracer | undefined): WorkerTraces {
  return {
    activity: tracer === undefined ? [] : [activityTraces(tracer)],
    sinks: {
      traces: {
        runEnded: {
          callDuringReplay: false,
          fn(info, { outcome, atMs }) {
            const { continuedFromExecutionRunId: before } = info;
            tracer?.record({
              ...runContext(info.runId),
              name: `workflow ${info.workflowType}`,
              kind: 'internal',
              startMs: info.runStartTime.getTime(),
              endMs: atMs,
              attributes: { ...runAttributes(info), 'temporal.outcome': outcome },
              ...(outcome === 'failed' ? { error: 'WorkflowFailed' } : {}),
              ...(before === undefined ? {} : { follows: runContext(before) }),
            });
          },
        },
      },
    },
  };
}

function runAttributes(info: WorkflowInfo): Attributes {
  const { workflowId, runId, workflowType } = info;
  const [scheduleId] = scheduledSchema.parse(info).searchAttributes.TemporalScheduledById;
  return {
    'temporal.workflow_id': workflowId,
    'temporal.run_id': runId,
    'temporal.workflow_type': workflowType,
    ...(scheduleId === undefined ? {} : { 'temporal.schedule_id': scheduleId }),
  };
}

/** What reaches us from the sandbox is a copy, without the methods that typed search attributes have in there. */
const scheduledSchema = z.object({
  searchAttributes: z.object({ TemporalScheduledById: z.array(z.string()).catch([]) }),
});

/** What the inputs of most activities have in common. */
const inputSchema = z
  .object({
    systemId: z.string().optional().catch(undefined),
    documentType: z.string().optional().catch(undefined),
    documentIds: z.array(z.unknown()).optional().catch(undefined),
  })
  .catch({});

function activityTraces(tracer: Tracer): ActivityInterceptorsFactory {
  return ({ info }) => ({
    inbound: {
      execute(input, next) {
        const { workflowExecution, activityType, activityId, attempt } = info;
        if (workflowExecution === undefined) return next(input);
        const { workflowId, runId } = workflowExecution;
        const attributes = {
          'temporal.workflow_id': workflowId,
          'temporal.run_id': runId,
          'temporal.activity_type': activityType,
          'temporal.attempt': attempt,
          ...inputAttributes(input.args[0]),
        };
        const spanId = spanIdOf('activity', runId, activityId, attempt);
        const span = { name: `activity ${activityType}`, attributes, spanId };
        return tracer.inRun(runContext(runId), span, () => next(input));
      },
    },
  });
}

function inputAttributes(input: unknown): Attributes {
  const { systemId, documentType, documentIds } = inputSchema.parse(input);
  return {
    ...(systemId === undefined ? {} : { 'sync.system': systemId }),
    ...(documentType === undefined ? {} : { 'sync.document_type': documentType }),
    ...(documentIds === undefined ? {} : { 'sync.documents': documentIds.length }),
  };
}
