/** How much of a process one task queue may use. Nobody else can take it away: that is what keeps systems apart. */
export interface WorkerShare {
  /** Activities at work at once. */
  readonly activities: number;
  /** Database connections at most; opened as they are needed. */
  readonly connections: number;
  readonly cachedWorkflows: number;
  /** Requests for work that wait at the server, for workflows and for activities each. */
  readonly polls: number;
}

/**
 * Import batches and marks that one process works on at once: enough for three flows of four batches each, and their
 * marks.
 */
const MAX_ACTIVITIES = 24;
/** One for each document type, however many systems share the process. */
const MIN_ACTIVITIES = 3;
/** Telling people, and what is left on the common queue of the time before systems had their own. */
const COMMON_ACTIVITIES = 6;
/** Waiting documents are evicted and replayed when somebody signals them; a hundred megabytes hold this many. */
const MAX_CACHED_WORKFLOWS = 200;
/** The runs of three flows with their pages, and a few documents that are just being asked about. */
const MIN_CACHED_WORKFLOWS = 20;
/** The SDK's own number. */
const MAX_POLLS = 10;
/** One at the queue itself, one at the worker's sticky queue. */
const MIN_POLLS = 2;

/** The share of each of `systems` that one process serves. */
export function shareOfSystem(systems: number): WorkerShare {
  const part = (whole: number, atLeast: number): number => Math.max(atLeast, Math.floor(whole / systems));
  return share(
    part(MAX_ACTIVITIES, MIN_ACTIVITIES),
    part(MAX_CACHED_WORKFLOWS, MIN_CACHED_WORKFLOWS),
    part(MAX_POLLS, MIN_POLLS),
  );
}

/** The share of what is for the whole deployment. */
export function shareOfCommon(): WorkerShare {
  return share(COMMON_ACTIVITIES, MIN_CACHED_WORKFLOWS, MIN_POLLS);
}

/** An activity may hold a lease's connection and need another one for its statements; two are to spare. */
function share(activities: number, cachedWorkflows: number, polls: number): WorkerShare {
  return { activities, connections: 2 * activities + 2, cachedWorkflows, polls };
}
