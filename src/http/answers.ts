import { AsyncLocalStorage } from 'node:async_hooks';

/** What became of an HTTP request: the class of its answer's status, `429` for itself, `none` where no whole answer came. */
export const ANSWER_CLASSES = ['2xx', '3xx', '4xx', '429', '5xx', 'none'] as const;
export type AnswerClass = (typeof ANSWER_CLASSES)[number];

type Listener = (answer: AnswerClass) => void;

const listening = new AsyncLocalStorage<Listener>();

/** Runs `work`; `listener` hears of every answer that its requests get, however deep below them they are sent. */
export function hearingAnswers<T>(listener: Listener, work: () => T): T {
  return listening.run(listener, work);
}

/** To be called where answers arrive. @param status null where no whole answer came */
export function tellAnswer(status: number | null): void {
  listening.getStore()?.(classOf(status));
}

const TOO_MANY_REQUESTS = 429;

function classOf(status: number | null): AnswerClass {
  if (status === null) return 'none';
  if (status === TOO_MANY_REQUESTS) return '429';
  if (status < 300) return '2xx';
  if (status < 400) return '3xx';
  return status < 500 ? '4xx' : '5xx';
}
