import {
  ContinueAsNew,
  isCancellation,
  proxySinks,
  type Sinks,
  type WorkflowInterceptorsFactory,
} from '@temporalio/workflow';

/** How a run ended. */
export type RunOutcome = 'completed' | 'failed' | 'cancelled' | 'continued-as-new';

/** What the worker is told of runs, outside of histories. It makes a trace of it, or nothing. */
export interface TraceSinks extends Sinks {
  traces: {
    runEnded(end: { readonly outcome: RunOutcome; readonly atMs: number }): void;
  };
}

const { traces } = proxySinks<TraceSinks>();

/** Only looks on: no command, no header, and the run goes on as if nobody did. */
export const interceptors: WorkflowInterceptorsFactory = () => ({
  inbound: [
    {
      execute(input, next) {
        const running = next(input);
        const tell = (outcome: RunOutcome): void => {
          traces.runEnded({ outcome, atMs: Date.now() });
        };
        running.then(
          () => {
            tell('completed');
          },
          (error: unknown) => {
            tell(outcomeOf(error));
          },
        );
        return running;
      },
    },
  ],
});

function outcomeOf(error: unknown): RunOutcome {
  if (error instanceof ContinueAsNew) return 'continued-as-new';
  return isCancellation(error) ? 'cancelled' : 'failed';
}
