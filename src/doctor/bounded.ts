import { redact } from '../redact';

/** A message of another program that is told to people: cut, on one line, without e-mail addresses. */
const MAX_REASON_LENGTH = 300;

/** `what` took longer than it may. */
export class TookTooLongError extends Error {
  override readonly name = 'TookTooLongError';
}

/**
 * Runs `work` for at most `timeoutMs`; after that its signal aborts, and the promise rejects whether or not the work listens
 * to it.
 */
export async function bounded<T>(timeoutMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new TookTooLongError(`no answer within ${timeoutMs / 1_000} s`));
      controller.abort();
    }, timeoutMs);
  });
  try {
    return await Promise.race([late, work(controller.signal)]);
  } finally {
    clearTimeout(timer);
  }
}

/** What an error says, fit to be told. `secrets` are taken out, should it repeat them. */
export function reasonOf(error: unknown, secrets: readonly string[] = []): string {
  const codes = error instanceof AggregateError ? error.errors.map(codeOf).filter((code) => code !== '') : [];
  const message = error instanceof Error ? error.message : String(error);
  const text = message === '' ? [...new Set([...codes, codeOf(error)])].join(', ').trim() : message;
  return redact(text === '' ? 'unknown error' : text, secrets, MAX_REASON_LENGTH);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
