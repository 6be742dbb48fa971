import type { ErpAdapter } from '../adapter';
import { openBooks, type Books } from './books';
import type { TrytonContext } from './context';
import { createHttp } from './http';
import { trytonSettings, type TrytonOptions } from './options';
import { post } from './post';
import { find, list } from './read';
import { createSession } from './session';

export type { CustomerLookup, TrytonOptions, TrytonSeries } from './options';

/**
 * Tryton, current series (8.2) and 6.0, over JSON-RPC. Invoices and credit notes become customer invoices, journal
 * entries account moves; both are found again by the external reference (`reference`, `description`).
 */
export function createTryton(options: TrytonOptions): ErpAdapter {
  const settings = trytonSettings(options);
  const url = options.url.replace(/\/+$/, '');
  const http = createHttp(url, settings.requestTimeoutMs);
  const session = createSession(http, settings.series, options);
  const context: TrytonContext = {
    session,
    settings,
    books: openedOnce((signal) => openBooks(session, settings, signal)),
  };
  const { host, pathname } = new URL(url);
  return {
    name: 'tryton',
    company: `tryton ${host}${pathname === '/' ? '' : pathname}/${options.database} company ${options.company ?? 'the only one'}`,
    capabilities: {
      uniqueness: 'elected-draft',
      concurrency: 1,
      order: 'by-date',
      settleTimeMs: settings.requestTimeoutMs,
    },
    check: () => Promise.resolve([]),
    find: (references, callOptions) => find(context, references, callOptions),
    post: (posting, callOptions) => post(context, posting, callOptions),
    list: (listOptions) => list(context, listOptions),
    close: () => session.close(),
  };
}

/** Opens the books once for all who ask; a failure is not kept, as a person may have mended its cause. */
function openedOnce(open: (signal?: AbortSignal) => Promise<Books>): TrytonContext['books'] {
  let opening: Promise<Books> | undefined;
  return (signal) => {
    if (opening !== undefined) return opening;
    const attempt = open(signal);
    opening = attempt;
    attempt.catch(() => {
      if (opening === attempt) opening = undefined;
    });
    return attempt;
  };
}
