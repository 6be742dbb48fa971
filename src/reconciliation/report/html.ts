/** Text that is safe to stand in an HTML document: made by {@link html} only. */
export interface Html {
  readonly __html: string;
}

type Part = string | number | Html | readonly Html[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Control characters that no HTML document may hold, and those that turn the direction of what follows. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu;

/** A template whose inserted texts are escaped, whoever wrote them; what is Html already stays as it is. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let text = strings[0] ?? '';
  for (const [index, part] of parts.entries()) text += markup(part) + (strings[index + 1] ?? '');
  return { __html: text };
}

export const NO_HTML: Html = { __html: '' };

function markup(part: Part): string {
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return escapeHtml(part);
  return '__html' in part ? part.__html : part.map(({ __html: text }) => text).join('\n');
}

export function escapeHtml(text: string): string {
  return text.replace(UNPRINTABLE, ' ').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** Trusted text of our own: style sheets. */
export function ownMarkup(text: string): Html {
  return { __html: text };
}
