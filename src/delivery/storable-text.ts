/** Texts of other programs and of people as PostgreSQL can hold them: without NUL. All else stays. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '');
}
