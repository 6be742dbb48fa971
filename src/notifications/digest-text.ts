import { localMinute } from './local-time';
import type { Digest, DigestCondition } from './news';

/** A digest as one message of one deployment, ready for every form of channel. */
export interface Message {
  /** Equal for the same message sent twice: receivers can drop the second. */
  readonly id: string;
  readonly deployment: string;
  /** In which people read times. */
  readonly timeZone: string;
  readonly digest: Digest;
}

/** More would not be read; the rest is one command away. */
const MAX_SHOWN = 20;

export function subjectOf({ deployment, digest }: Message): string {
  if (digest.kind === 'all-well') return `traede-sync ${deployment}: all is well again`;
  const { length } = digest.conditions;
  return `traede-sync ${deployment}: ${length === 1 ? 'something needs' : `${length} things need`} a look`;
}

/** What stands above everything else. */
export function introOf({ digest }: Message): string {
  if (digest.kind === 'all-well') return 'Nothing needs a person any more.';
  const fresh = digest.conditions.filter(({ isNew }) => isNew).length;
  const old = digest.conditions.length - fresh;
  return old === 0 ? 'All of this is new.' : `${fresh} new; ${old} still as told before.`;
}

export function shownConditions({ digest }: Message): readonly DigestCondition[] {
  return digest.conditions.slice(0, MAX_SHOWN);
}

/** What was left out and what has gone. */
export function closingLines({ digest }: Message): readonly string[] {
  const left = digest.conditions.length - MAX_SHOWN;
  return [
    ...(left > 0 ? [`And ${left} more: traede-sync status`] : []),
    ...digest.over.slice(0, MAX_SHOWN).map((title) => `Over: ${title}`),
  ];
}

/** The lines below a condition's title. */
export function linesOf(
  { message, remedy, since, command }: DigestCondition,
  { timeZone }: Message,
): readonly string[] {
  return [
    message,
    `→ ${remedy}`,
    ...(since === null ? [] : [`Since ${localMinute(since, timeZone)}`]),
    ...(command === null ? [] : [command]),
  ];
}

export function titleOf({ title, isNew }: DigestCondition): string {
  return isNew ? `New: ${title}` : title;
}

/** The whole message as plain text. */
export function plainText(message: Message): string {
  return [
    introOf(message),
    ...shownConditions(message).flatMap((condition) => [
      '',
      titleOf(condition),
      ...linesOf(condition, message).map((line) => `  ${line}`),
      ...(condition.link === null ? [] : [`  ${condition.link}`]),
    ]),
    ...closing(message),
  ].join('\n');
}

function closing(message: Message): readonly string[] {
  const lines = closingLines(message);
  return lines.length === 0 ? [] : ['', ...lines];
}
