/** Longest text that is looked through: keeps the work small on a huge error body. */
const MAX_SCANNED_LENGTH = 10_000;

const E_MAIL_ADDRESS = /[^\s@<>"'(),;:]{1,256}(?:@|%40)[^\s@<>"'(),;:]{1,256}/gi;

const CONTROL_CHARACTERS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;

/**
 * A text from TRAEDE made fit for an error message: on one line, at most `maxLength` characters, without e-mail
 * addresses and without any of `secrets`.
 */
export function redact(text: string, secrets: readonly string[], maxLength: number): string {
  let clean = text.slice(0, MAX_SCANNED_LENGTH);
  for (const secret of secrets) clean = clean.replaceAll(secret, '[secret]');
  clean = clean.replace(CONTROL_CHARACTERS, ' ').replace(E_MAIL_ADDRESS, '[e-mail]').trim();
  return clean.length > maxLength ? `${clean.slice(0, maxLength - 1)}…` : clean;
}
