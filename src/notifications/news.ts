import type { Condition } from './condition';

/** What a channel has been told and has not been told to be over. */
export interface Told {
  readonly key: string;
  readonly title: string;
  readonly members: readonly string[];
  readonly count: number;
  /** Since when it is not there any more, in ISO 8601; null as long as it is. */
  readonly goneSince: string | null;
  /** It has been gone for so long that it is over; the next message says so. */
  readonly over: boolean;
}

/** One message: everything that is wrong, what of it is new, and what has gone. */
export interface Digest {
  readonly kind: 'news' | 'all-well';
  readonly conditions: readonly DigestCondition[];
  /** Titles of what has gone since the last message. */
  readonly over: readonly string[];
  /** What has gone a moment ago, and may come back: nothing is said of it yet. */
  readonly recent: readonly Told[];
}

export interface DigestCondition extends Condition {
  readonly isNew: boolean;
}

/** What follows from looking once: what to say, if anything, and what to remember if nothing is said. */
export interface News {
  readonly digest: Digest | undefined;
  /** What was told before, with what has gone marked. */
  readonly told: readonly Told[];
}

/** The moment of a look, and how long something must be gone before it counts as over: what comes and goes is told once. */
export interface LookTime {
  readonly now: Date;
  readonly calmMs: number;
}

/**
 * Compares what is wrong with what was told. There is a message when something is new, or when all that was told is over.
 * What is over without a message is news when it comes back.
 */
export function newsOf(conditions: readonly Condition[], told: readonly Told[], time: LookTime): News {
  const current = new Map(conditions.map((condition) => [condition.key, condition]));
  const marked = told.map((one) => asSeen(one, current.has(one.key), time));
  const known = new Map(marked.filter(({ over }) => !over).map((one) => [one.key, one]));
  const gone = marked.filter(({ key }) => !current.has(key));
  const over = gone.filter((one) => one.over).map(({ title }) => title);
  const recent = gone.filter((one) => !one.over);
  if (conditions.length === 0) {
    const isWell = marked.length > 0 && recent.length === 0;
    return { digest: isWell ? { kind: 'all-well', conditions: [], over, recent } : undefined, told: marked };
  }
  const judged = conditions.map((condition) => ({
    ...condition,
    isNew: isNew(condition, known.get(condition.key)),
  }));
  const digest = judged.some((condition) => condition.isNew)
    ? { kind: 'news' as const, conditions: newFirst(judged), over, recent }
    : undefined;
  return { digest, told: marked };
}

function asSeen(one: Told, isThere: boolean, { now, calmMs }: LookTime): Told {
  if (one.over) return one;
  if (isThere) return { ...one, goneSince: null };
  const goneSince = one.goneSince ?? now.toISOString();
  return { ...one, goneSince, over: now.getTime() - Date.parse(goneSince) >= calmMs };
}

/** New is what was not told, and what has grown: a document more that waits, a flow more that fails. */
function isNew({ members, count }: Condition, told: Told | undefined): boolean {
  if (told === undefined) return true;
  if (members.length < count) return count > told.count;
  const before = new Set(told.members);
  return members.some((member) => !before.has(member));
}

function newFirst(conditions: readonly DigestCondition[]): readonly DigestCondition[] {
  return [...conditions.filter(({ isNew }) => isNew), ...conditions.filter((one) => !one.isNew)];
}

/** What a channel knows once a digest has reached it. */
export function toldBy({ conditions, recent }: Digest): readonly Told[] {
  const now = conditions.map(({ key, title, members, count }) => {
    return { key, title, members, count, goneSince: null, over: false };
  });
  return [...now, ...recent];
}
