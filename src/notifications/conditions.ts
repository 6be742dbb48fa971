import { createHash } from 'node:crypto';
import { DOCUMENT_TYPE_NAMES } from '../document';
import { redact } from '../redact';
import { MAX_MEMBERS, type Condition } from './condition';
import { localMinute } from './local-time';
import type { Facts, FlowFact, ReconciliationFact, WaitingFact } from './facts';

/** From when on something counts. */
export interface Thresholds {
  /** Intervals of a schedule without a successful run. */
  readonly silentAfter: number;
  readonly outageAfterMs: number;
}

/** A note or a message of others is told up to here. */
const MAX_TEXT_LENGTH = 300;

/** What is wrong, judged by the facts alone: the most urgent kinds first. */
export function conditionsOf(facts: Facts, thresholds: Thresholds): readonly Condition[] {
  return [
    ...failures(facts),
    ...outages(facts, thresholds),
    ...facts.flows.flatMap((flow) => silence(flow, facts, thresholds)),
    ...facts.reconciliations.flatMap(difference),
    ...facts.waiting.map(waiting),
  ];
}

function waiting({ systemId, problem, link }: WaitingFact): Condition {
  const { documentType, code, count, message, remedy, documentIds } = problem;
  const { one, many } = DOCUMENT_TYPE_NAMES[documentType];
  return {
    kind: 'waiting',
    // Documents with the same remedy have the same cause.
    key: `waiting:${systemId}:${documentType}:${code}:${fingerprint(remedy)}`,
    systemId,
    title: `${count} ${count === 1 ? `${one} waits` : `${many} wait`} for a person (${code})`,
    message: count === 1 ? clean(message) : `The first of them: ${clean(message)}`,
    remedy: clean(remedy),
    members: documentIds.slice(0, MAX_MEMBERS).map(String),
    count,
    since: null,
    link,
    command: `traede-sync attention retry --problem ${code}`,
  };
}

/** Flows of a system that fail for the same reason are one condition. */
function failures({ flows, timeZone }: Facts): readonly Condition[] {
  const byCause = grouped(flows, ({ systemId, failure }) =>
    failure === null ? undefined : `failed:${systemId}:${failure.type}`,
  );
  return [...byCause].map(([key, [first, ...others]]) => {
    const failed = [first, ...others];
    return {
      kind: 'failed',
      key,
      systemId: first.systemId,
      title: `Syncing ${namesOf(failed)} to ${first.systemId} fails`,
      message: [clean(first.failure?.message ?? ''), lastSuccess(failed, timeZone)].join(' '),
      remedy: 'Nothing is posted until this is mended; the next run then takes everything up by itself.',
      members: failed.map(({ documentType }) => documentType),
      count: failed.length,
      since: earliest(failed.map(({ lastSuccessAt }) => lastSuccessAt)),
      link: first.link,
      command: 'traede-sync runs --failed',
    };
  });
}

function lastSuccess(flows: readonly FlowFact[], timeZone: string): string {
  const since = earliest(flows.map(({ lastSuccessAt }) => lastSuccessAt));
  return since === null
    ? 'No run has ever succeeded.'
    : `The last success was at ${localMinute(since, timeZone)}.`;
}

/** One system that is away holds up several flows: that is one condition. */
function outages({ flows, now }: Facts, { outageAfterMs }: Thresholds): readonly Condition[] {
  const lasting = grouped(flows, ({ systemId, outage }) =>
    outage === null || now.getTime() - outage.since.getTime() < outageAfterMs
      ? undefined
      : `outage:${systemId}`,
  );
  return [...lasting].map(([key, [first, ...others]]) => {
    const held = [first, ...others];
    const messages = [...new Set(held.map(({ outage }) => clean(outage?.message ?? '')))];
    return {
      kind: 'outage',
      key,
      systemId: first.systemId,
      title: `${namesOf(held, 'capital')} to ${first.systemId} are held up by an outage`,
      message: messages.join(' '),
      remedy: 'Nothing is lost, and work goes on by itself. Look at what is away if it should not be.',
      // Which of the flows meets the outage is chance: it is the same outage.
      members: [],
      count: 0,
      since: earliest(held.map(({ outage }) => outage?.since ?? null)),
      link: first.link,
      command: 'traede-sync status',
    };
  });
}

/** The silent stop: nothing fails, and nothing comes. Whatever the reason, the missing success is what is seen. */
function silence(
  flow: FlowFact,
  { now, timeZone }: Facts,
  { silentAfter }: Thresholds,
): readonly Condition[] {
  const { systemId, documentType, schedule, lastSuccessAt, failure, outage } = flow;
  // These are told by themselves.
  if (failure !== null || outage !== null) return [];
  const { many } = DOCUMENT_TYPE_NAMES[documentType];
  const common = {
    kind: 'silent' as const,
    key: `silent:${systemId}:${documentType}`,
    systemId,
    members: [],
    count: 0,
    since: lastSuccessAt?.toISOString() ?? null,
    link: flow.link,
  };
  if (schedule === null) {
    return [
      {
        ...common,
        title: `Nothing syncs ${many} to ${systemId}: there is no schedule`,
        message: 'Temporal has no schedule for them; somebody has deleted it.',
        remedy: 'Start `traede-sync worker` (or `up`) again: it makes the schedule anew.',
        command: 'traede-sync schedules',
      },
    ];
  }
  const silentSince = lastSuccessAt ?? schedule.createdAt;
  if (now.getTime() - silentSince.getTime() <= silentAfter * schedule.everyMs) return [];
  return [
    {
      ...common,
      title: `No successful run for ${many} to ${systemId} in more than ${silentAfter} intervals`,
      message: `${lastSuccess([flow], timeZone)} ${reasonOf(flow, timeZone)}`,
      remedy: schedule.paused
        ? "Unpause the schedule in Temporal's UI when the reason for the pause is gone."
        : 'Look at the run in Temporal, and whether a worker lives (`traede-sync status`).',
      command: 'traede-sync status',
    },
  ];
}

function reasonOf({ schedule, runningSince }: FlowFact, timeZone: string): string {
  if (schedule?.paused === true) {
    return `Its schedule is paused${schedule.note === null ? '' : `: ${clean(schedule.note)}`}.`;
  }
  return runningSince === null
    ? 'No run is at work.'
    : `A run has been at work since ${localMinute(runningSince.toISOString(), timeZone)} without coming to its end.`;
}

function difference({
  systemId,
  id,
  at,
  period,
  differences,
  members,
}: ReconciliationFact): readonly Condition[] {
  if (differences === 0) return [];
  return [
    {
      kind: 'reconciliation',
      key: `reconciliation:${systemId}`,
      systemId,
      title: `The books of ${systemId} differ from TRAEDE in ${differences} ${differences === 1 ? 'document' : 'documents'}`,
      message: `The reconciliation of ${period} found them.`,
      remedy: 'Open its report; it names each document and what differs.',
      members: members.slice(0, MAX_MEMBERS),
      count: differences,
      since: at.toISOString(),
      link: null,
      command: `traede-sync report ${id}`,
    },
  ];
}

type Group<T> = readonly [T, ...T[]];

function grouped<T>(
  items: readonly T[],
  keyOf: (item: T) => string | undefined,
): ReadonlyMap<string, Group<T>> {
  const groups = new Map<string, Group<T>>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    groups.set(key, group === undefined ? [item] : [...group, item]);
  }
  return groups;
}

function namesOf(flows: readonly FlowFact[], form: 'plain' | 'capital' = 'plain'): string {
  const names = flows.map(({ documentType }) => DOCUMENT_TYPE_NAMES[documentType].many);
  const text = [names.slice(0, -1).join(', '), names.at(-1) ?? '']
    .filter((part) => part !== '')
    .join(' and ');
  return form === 'plain' ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

function earliest(times: readonly (Date | null)[]): string | null {
  const known = times.flatMap((time) => time?.getTime() ?? []);
  return known.length === 0 ? null : new Date(Math.min(...known)).toISOString();
}

/** Texts of other systems and of people: on one line, without addresses, not too long. */
function clean(text: string): string {
  return redact(text, [], MAX_TEXT_LENGTH);
}

function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
