import type { z } from 'zod';
import type { Posting } from '../../accounting/posting';
import { redact } from '../../redact';
import { personalDataOf } from '../personal-data';
import { PROBLEM_CODES, type Problem, type ProblemCode } from '../../problem';
import { problemSchema } from './answer-schema';
import type { Exchange } from './exchange';
import { parseAnswer } from './meaning';
import { MAX_FOREIGN_TEXT_LENGTH } from './options';

export type Answer = Extract<Exchange, { kind: 'answer' }>;

/** What an answer of a status says that stands for a refusal; `unreadable` says why the problem cannot be read. */
export type Refusal =
  | { readonly kind: 'none' }
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'unreadable'; readonly why: string };

/**
 * Reads a refusal of one document: 400, 409, 413 and 422. `none` for any other status.
 * @param secrets never to be repeated in a message, as are the customer's data
 */
export function refusalOf(answer: Answer, posting: Posting, secrets: readonly string[]): Refusal {
  switch (answer.status) {
    case 400:
    case 422: {
      const parsed = parseAnswer(answer, problemSchema);
      if (!parsed.ok) return { kind: 'unreadable', why: parsed.why };
      // Middleware quotes what it was sent.
      const confidential = [...secrets, ...personalDataOf(posting)];
      return { kind: 'refused', problem: toProblem(parsed.data.problem, confidential) };
    }
    case 409:
      return { kind: 'refused', problem: KEY_USED_FOR_OTHER_CONTENT };
    case 413:
      return { kind: 'refused', problem: TOO_LARGE };
    default:
      return { kind: 'none' };
  }
}

function toProblem(
  { code, message, remedy }: z.output<typeof problemSchema>['problem'],
  confidential: readonly string[],
): Problem {
  return {
    code: PROBLEM_CODES.find((known) => known === code) ?? ('erp-rejected' satisfies ProblemCode),
    message:
      redact(message, confidential, MAX_FOREIGN_TEXT_LENGTH) ||
      'The ERP refuses the document without saying why.',
    remedy:
      redact(remedy ?? '', confidential, MAX_FOREIGN_TEXT_LENGTH) ||
      'Mend what the ERP names, then resync the document.',
  };
}

const KEY_USED_FOR_OTHER_CONTENT: Problem = {
  code: 'posted-differently',
  message: "The ERP's endpoint holds other content under this document's reference (HTTP 409).",
  remedy:
    'Compare the document in the ERP with TRAEDE. If the ERP is right, mark the document as exported; otherwise correct the ERP, then resync it.',
};

const TOO_LARGE: Problem = {
  code: 'erp-rejected',
  message: "The document is too large for the ERP's endpoint (HTTP 413).",
  remedy: "Raise the endpoint's limit for the size of a request, then resync the document.",
};
