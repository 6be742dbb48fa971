/** The shells that our commands complete in. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** The names under which the program is installed. */
export const PROGRAM_NAMES = ['traede-sync', 'traede-erp-sync'] as const;

/** A text as one word of a POSIX shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
