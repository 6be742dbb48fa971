import {
  closingLines,
  introOf,
  linesOf,
  shownConditions,
  subjectOf,
  titleOf,
  type Message,
} from './digest-text';

/** The message as HTML for mail readers: no script, no style sheet, nothing that is fetched. */
export function htmlBody(message: Message): string {
  return [
    '<!doctype html><html lang="en"><body style="font-family: sans-serif; max-width: 42em">',
    `<h2>${escaped(subjectOf(message))}</h2>`,
    `<p>${escaped(introOf(message))}</p>`,
    ...shownConditions(message).flatMap((condition) => [
      `<h3>${escaped(titleOf(condition))}</h3>`,
      `<p>${linesOf(condition, message).map(escaped).join('<br>')}</p>`,
      ...(condition.link === null
        ? []
        : [`<p><a href="${escaped(condition.link)}">Open in Temporal</a></p>`]),
    ]),
    ...closingLines(message).map((line) => `<p>${escaped(line)}</p>`),
    '</body></html>',
  ].join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');
}
