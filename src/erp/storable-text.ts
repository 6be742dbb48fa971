/** No line of an invoice needs more. In UTF-16 units. */
const MAX_TEXT_LENGTH = 1_000;

/** Text as an ERP's database can hold it: without NUL and halves of surrogate pairs, and bounded. */
export function storableText(text: string): string {
  const cut = text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH - 1)}…` : text;
  return cut.replace(/\0/g, '').replace(/\p{Cs}/gu, '');
}

/** On one line, as fields without room for several want it. */
export function storableLine(text: string): string {
  return storableText(text)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
}
