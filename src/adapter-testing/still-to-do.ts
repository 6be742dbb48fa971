import { types } from 'node:util';
import type { ErpAdapter } from '../erp/adapter';
import { describeAdapter, type TestFramework } from './describe';
import { createDocuments } from './documents';
import { readFacts } from './facts';
import type { ConformanceSubject, OpenedErp } from './subject';
import { completeTiming } from './subject';

/**
 * As {@link describeAdapter}, once nothing is left to be written; until then one test, which fails with the list of what
 * is. For skeletons: an adapter half written would fail a hundred checks for one and the same reason.
 */
export async function describeWhenWritten(
  subject: ConformanceSubject,
  framework: TestFramework,
): Promise<void> {
  const parts = await stillToDo(subject);
  if (parts.length === 0) {
    describeAdapter(subject, framework);
    return;
  }
  framework.it(`${subject.name} is written`, () => Promise.reject(unfinished(subject.name, parts)));
}

/** What `notWritten` stands for still, in the adapter and in what the subject gives: `post: not written yet: …`. */
export async function stillToDo(subject: ConformanceSubject): Promise<readonly string[]> {
  const parts: string[] = [];
  await noting(parts, async () => {
    const erp = await subject.open();
    try {
      await lookInto(erp, subject, parts);
    } finally {
      await erp.close();
    }
  });
  return [...new Set(parts)];
}

async function lookInto(erp: OpenedErp, subject: ConformanceSubject, parts: string[]): Promise<void> {
  const { requestTimeoutMs } = completeTiming(subject.timing);
  await noting(parts, async () => {
    const adapter = await erp.connect({
      address: erp.url ?? erp.wire?.address ?? '',
      requestTimeoutMs,
      credentials: 'right',
      configuration: 'right',
    });
    for (const call of callsOf(adapter, subject)) await noting(parts, call);
    await adapter.close();
  });
  const { books } = erp;
  if (books === undefined) return;
  await noting(parts, () => books.count(createDocuments(readFacts(subject.facts)).reference('invoice')));
}

/** Each method once, as the kit will: nothing is posted unless it is written. */
function callsOf(adapter: ErpAdapter, subject: ConformanceSubject): readonly (() => Promise<unknown>)[] {
  const documents = createDocuments(readFacts(subject.facts));
  const posting = documents.invoice();
  return [
    () => adapter.check(),
    () => adapter.find([posting.reference]),
    () => adapter.post(posting),
    async () => {
      for await (const receipt of adapter.list()) return receipt;
      return undefined;
    },
    async () => adapter.preflight?.(posting),
    async () => adapter.firstOpenDay?.(posting),
    async () => adapter.chart?.(),
  ];
}

/** Any other trouble is for the checks to tell. */
async function noting(parts: string[], call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    const part = notWrittenPart(error);
    if (part !== undefined) parts.push(part);
  }
}

/** By its fields, as the adapter may have another copy of this package. */
function notWrittenPart(error: unknown): string | undefined {
  return types.isNativeError(error) && 'part' in error && error.message.includes(': not written yet: ')
    ? error.message
    : undefined;
}

/** Without a stack: where it was thrown is of no interest. */
function unfinished(name: string, parts: readonly string[]): Error {
  const error = new Error(
    `Still to do before ${name} can be tested:\n${parts.map((part) => `  ${part}`).join('\n')}`,
  );
  error.name = 'NotWritten';
  error.stack = error.message;
  return error;
}
