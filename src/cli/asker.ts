import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { CommandError } from './command-error';

export interface Question {
  readonly text: string;
  /** Taken for an empty answer. */
  readonly usual?: string | undefined;
  /** An empty answer is one. */
  readonly optional?: boolean | undefined;
  /** Why an answer cannot be; `undefined` where it can. */
  readonly refuse?: ((answer: string) => string | undefined) | undefined;
}

export interface Answer {
  readonly value: string;
  /** A person said so, or let a proposal stand that was shown to them. */
  readonly confirmed: boolean;
}

/** Asks people, or answers for them. */
export interface Asker {
  ask(question: Question): Promise<Answer>;
  /** Something to read before the next question. */
  tell(text: string): void;
  close(): void;
}

/** After so many answers that cannot be, whoever answers is no person. */
const MAX_ATTEMPTS = 5;

/** Asks on `output`, and reads a line for each answer from `input`: a terminal, or what is piped in. */
export function askPerson(input: Readable, output: Writable): Asker {
  const reader = createInterface({ input, crlfDelay: Infinity });
  // Lines may come before they are asked for: the iterator keeps them.
  const lines = reader[Symbol.asyncIterator]();
  const tell = (text: string): void => {
    output.write(`${text}\n`);
  };
  return {
    async ask({ text, usual, optional, refuse }) {
      for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
        output.write(`${text}${usual === undefined ? '' : ` [${usual}]`}: `);
        const next = await lines.next();
        if (next.done === true) {
          output.write('\n');
          throw new CommandError(
            `no answer to "${text}": the input ended. Answer it by a flag, or take what is proposed with --yes`,
          );
        }
        const answer = next.value.trim();
        const value = answer === '' ? (usual ?? '') : answer;
        const why = value === '' && optional !== true ? 'it has to be said' : refuse?.(value);
        if (why === undefined) return { value, confirmed: true };
        tell(`  ${why}`);
      }
      throw new CommandError(`no fitting answer to "${text}" in ${MAX_ATTEMPTS} attempts`);
    },
    tell,
    close() {
      reader.close();
    },
  };
}

/** Takes what is usual or proposed, which nobody has confirmed by that. */
export function takeProposals(): Asker {
  return {
    ask({ text, usual, optional, refuse }) {
      const value = usual ?? '';
      const why = value === '' && optional !== true ? 'it has to be said' : refuse?.(value);
      return why === undefined
        ? Promise.resolve({ value, confirmed: false })
        : Promise.reject(new CommandError(`"${text}": ${why}. Answer it by a flag`));
    },
    tell: () => undefined,
    close: () => undefined,
  };
}
