import { types } from 'node:util';
import { ErpAccessDeniedError, ErpNotReadyError, ErpUnavailableError, type ErpAdapter } from '../adapter';

/**
 * The contract's errors are told by their class. An adapter that imports another copy of this package (one installed
 * beside it, say) throws errors of other classes: they are known by their names, and become ours.
 */
export function withOwnErrors(adapter: ErpAdapter): ErpAdapter {
  const { preflight, firstOpenDay, chart } = bound(adapter);
  return {
    name: adapter.name,
    company: adapter.company,
    capabilities: adapter.capabilities,
    check: () => adapter.check(),
    find: (references, options) => translated(() => adapter.find(references, options)),
    post: (posting, options) => translated(() => adapter.post(posting, options)),
    async *list(options) {
      const receipts = adapter.list(options)[Symbol.asyncIterator]();
      try {
        for (;;) {
          const next = await translated(() => receipts.next());
          if (next.done === true) return;
          yield next.value;
        }
      } finally {
        await receipts.return?.();
      }
    },
    ...(preflight === undefined
      ? {}
      : { preflight: (posting, options) => translated(() => preflight(posting, options)) }),
    ...(firstOpenDay === undefined
      ? {}
      : { firstOpenDay: (posting, options) => translated(() => firstOpenDay(posting, options)) }),
    ...(chart === undefined ? {} : { chart: (options) => translated(() => chart(options)) }),
    close: () => adapter.close(),
  };
}

/** An adapter may be an object of a class, whose methods want their `this`. */
function bound(adapter: ErpAdapter) {
  return {
    preflight: adapter.preflight?.bind(adapter),
    firstOpenDay: adapter.firstOpenDay?.bind(adapter),
    chart: adapter.chart?.bind(adapter),
  };
}

async function translated<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw ownError(error);
  }
}

function ownError(error: unknown): unknown {
  if (!types.isNativeError(error)) return error;
  switch (error.name) {
    case 'ErpUnavailableError':
      return error instanceof ErpUnavailableError ? error : new ErpUnavailableError(error.message);
    case 'ErpAccessDeniedError':
      return error instanceof ErpAccessDeniedError ? error : new ErpAccessDeniedError(error.message);
    case 'ErpNotReadyError':
      return error instanceof ErpNotReadyError ? error : new ErpNotReadyError(error.message);
    default:
      return error;
  }
}
