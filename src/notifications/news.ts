import type { Condition } from './condition';

/** What a channel has been told and has not been told to be over. */
export interface Told {
  readonly key: string;
  readonly title: string;
  readonly members: readonly string[];
  readonly count: number;
  /** It has gone since; the next message says so. */
  readonly over: boolean;
}

/** One message: everything that is wrong, what of it is new, and what has gone. */
export interface Digest {
  readonly kind: 'news' | 'all-well';
  readonly conditions: readonly DigestCondition[];
  /** Titles of what has gone since the last message. */
  readonly over: readonly string[];
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

/**
 * Compares what is wrong with what was told. There is a message when something is new, or when all that was told has gone.
 * What goes without a message is news when it comes back.
 */
export function newsOf(conditions: readonly Condition[], told: readonly Told[]): News {
  const current = new Map(conditions.map((condition) => [condition.key, condition]));
  const marked = told.map((one) => ({ ...one, over: one.over || !current.has(one.key) }));
  const known = new Map(marked.filter(({ over }) => !over).map((one) => [one.key, one]));
  const over = marked.filter((one) => one.over && !current.has(one.key)).map(({ title }) => title);
  if (conditions.length === 0) {
    return {
      digest: marked.length === 0 ? undefined : { kind: 'all-well', conditions: [], over },
      told: marked,
    };
  }
  const judged = conditions.map((condition) => ({
    ...condition,
    isNew: isNew(condition, known.get(condition.key)),
  }));
  const digest = judged.some((condition) => condition.isNew)
    ? { kind: 'news' as const, conditions: newFirst(judged), over }
    : undefined;
  return { digest, told: marked };
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
export function toldBy({ conditions }: Digest): readonly Told[] {
  return conditions.map(({ key, title, members, count }) => ({ key, title, members, count, over: false }));
}
