import type { ErpAdapter } from '../adapter';
import { createAdoption } from './adoption';
import { openJsonPost } from '../json-post';
import { openedOnce } from '../opened-once';
import { openBooks } from './books';
import { chart } from './chart';
import { check } from './check';
import type { TrytonContext } from './context';
import { abortedOpening } from './failure';
import { firstOpenDay } from './first-open-day';
import { preflight } from './foresight';
import { trytonSettings, type TrytonOptions } from './options';
import { post } from './post';
import { find, list } from './read';
import { createSession } from './session';

export type { CustomerLookup, TrytonOptions, TrytonSeries } from './options';

/** Tryton knows no time-out: a call that we gave up gets half as long again to end. */
const SETTLE_FACTOR = 1.5;

/** One writer per company, and a few look-ups beside each other. */
const MAX_SOCKETS = 6;

/**
 * Tryton, current series (8.2) and 6.0, over JSON-RPC. Invoices and credit notes become customer invoices, journal
 * entries account moves; both are found again by the external reference (`reference`, `description`).
 */
export function createTryton(options: TrytonOptions): ErpAdapter {
  const settings = trytonSettings(options);
  const url = options.url.replace(/\/+$/, '');
  const http = openJsonPost(url, settings.requestTimeoutMs, MAX_SOCKETS);
  const session = createSession(http, settings.series, options);
  const context: TrytonContext = {
    session,
    settings,
    books: openedOnce(() => openBooks(session, settings), abortedOpening),
  };
  const { host, pathname } = new URL(url);
  return {
    name: 'tryton',
    company: `tryton ${host}${pathname === '/' ? '' : pathname}/${options.database} company ${options.company ?? 'the only one'}`,
    capabilities: {
      uniqueness: 'elected-draft',
      concurrency: 1,
      order: 'by-date',
      settleTimeMs: settings.requestTimeoutMs * SETTLE_FACTOR,
    },
    check: () => check(context, options),
    find: (references, callOptions) => find(context, references, callOptions),
    post: (posting, callOptions) => post(context, posting, callOptions),
    list: (listOptions) => list(context, listOptions),
    preflight: (posting, callOptions) => preflight(context, posting, callOptions),
    firstOpenDay: (posting, callOptions) => firstOpenDay(context, posting, callOptions),
    chart: (callOptions) => chart(context, callOptions),
    ...(settings.series === '6.0' ? {} : { adoption: createAdoption(context) }),
    close: () => session.close(),
  };
}
