import {
  closingLines,
  introOf,
  linesOf,
  plainText,
  shownConditions,
  subjectOf,
  titleOf,
  type Message,
} from './digest-text';

/** The forms that a webhook may want. */
export const WEBHOOK_FORMATS = ['slack', 'teams', 'generic'] as const;
export type WebhookFormat = (typeof WEBHOOK_FORMATS)[number];

/** The body to be posted. Texts of others appear in it as texts only: no mention, no markup, no link of theirs. */
export function webhookBody(format: WebhookFormat, message: Message): object {
  switch (format) {
    case 'slack':
      return slackBody(message);
    case 'teams':
      return teamsBody(message);
    case 'generic':
      return genericBody(message);
  }
}

/** Slack's own limits: characters of a section and of a header. */
const SLACK_SECTION_LENGTH = 2_900;
const SLACK_HEADER_LENGTH = 150;

function slackBody(message: Message): object {
  const section = (text: string): object => ({
    type: 'section',
    // Verbatim: nothing in it becomes a link or a mention by itself.
    text: { type: 'mrkdwn', text: text.slice(0, SLACK_SECTION_LENGTH), verbatim: true },
  });
  const closing = closingLines(message);
  return {
    text: forSlack(subjectOf(message)),
    blocks: [
      {
        type: 'header',
        text: { type: 'plain_text', text: subjectOf(message).slice(0, SLACK_HEADER_LENGTH) },
      },
      section(forSlack(introOf(message))),
      ...shownConditions(message).map((condition) =>
        section(
          [
            `*${forSlack(titleOf(condition))}*`,
            ...linesOf(condition, message).map(forSlack),
            ...(condition.link === null ? [] : [`<${forSlack(condition.link)}|Open in Temporal>`]),
          ].join('\n'),
        ),
      ),
      ...(closing.length === 0 ? [] : [section(closing.map(forSlack).join('\n'))]),
    ],
  };
}

/** Slack's three control characters, escaped as it documents; and the signs that would make a text bold or code. */
function forSlack(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[*_~`]/g, '$&\u200b');
}

/** A message with an adaptive card, as Teams' workflows take it. Text runs know no markup, unlike text blocks. */
function teamsBody(message: Message): object {
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            richText(subjectOf(message), { weight: 'Bolder', size: 'Large' }),
            richText(introOf(message)),
            ...shownConditions(message).flatMap((condition) => [
              { ...richText(titleOf(condition), { weight: 'Bolder' }), separator: true },
              ...linesOf(condition, message).map((line) => richText(line)),
              ...(condition.link === null ? [] : [openAction(condition.link)]),
            ]),
            ...closingLines(message).map((line) => richText(line, { isSubtle: true })),
          ],
        },
      },
    ],
  };
}

function richText(text: string, style: Readonly<Record<string, unknown>> = {}) {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text, ...style }] };
}

function openAction(url: string): object {
  return { type: 'ActionSet', actions: [{ type: 'Action.OpenUrl', title: 'Open in Temporal', url }] };
}

/** For programs: everything that is known, under a version of its own. */
function genericBody(message: Message): object {
  const { id, deployment, digest } = message;
  return {
    version: 1,
    id,
    deployment,
    kind: digest.kind,
    subject: subjectOf(message),
    text: plainText(message),
    conditions: digest.conditions,
    over: digest.over,
  };
}
