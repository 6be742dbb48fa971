/** What a command's exit code says; documented in the README. */
export const EXIT = {
  ok: 0,
  /** Something failed: the message says what, and what to do. */
  failed: 1,
  /** Everything that could be delivered was; some documents wait for a person. */
  attention: 2,
  /** Ended by Ctrl-C or SIGTERM before it was done. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
