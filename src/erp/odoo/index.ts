import type { ErpAdapter } from '../adapter';
import { openJsonPost } from '../json-post';
import { openedOnce } from '../opened-once';
import { openBooks } from './books';
import { readChart } from './chart';
import { check } from './check';
import { lookupOf, reading, type OdooContext } from './context';
import { abortedOpening } from './failure';
import { createJson2 } from './json-2';
import { createJsonRpc } from './json-rpc';
import { dayAfter, findLockDates, lockedUntil } from './lock-dates';
import { odooSettings, type OdooOptions } from './options';
import { post } from './post';
import { lockedBy, preflight } from './preflight';
import { find, list } from './read';

export type { CustomerLookup, OdooApi, OdooOptions } from './options';

/** 19 takes several documents at once; 14 refuses parallel ones with false alarms. */
const CONCURRENCY = { 'json-2': 4, 'json-rpc': 1 } as const;
/** A few look-ups beside each other for each of them. */
const MAX_SOCKETS = { 'json-2': 12, 'json-rpc': 6 } as const;

/**
 * Odoo 19 over JSON-2, 14 to 18 over JSON-RPC. Invoices, credit notes and entries become `account.move`s, each under
 * an external id made from its reference.
 */
export function createOdoo(options: OdooOptions): ErpAdapter {
  const settings = odooSettings(options);
  const { api } = settings;
  const url = options.url.replace(/\/+$/, '');
  const http = openJsonPost(url, settings.requestTimeoutMs, MAX_SOCKETS[api]);
  const { database, user = '', key } = options;
  const session =
    api === 'json-2' ? createJson2(http, database, key) : createJsonRpc(http, { database, user, key });
  const context: OdooContext = {
    session,
    settings,
    books: openedOnce(() => openBooks(session, settings), abortedOpening),
  };
  const { host, pathname } = new URL(url);
  return {
    name: 'odoo',
    company: `odoo ${host}${pathname === '/' ? '' : pathname}/${database} company ${options.company ?? 'the only one'}`,
    capabilities: {
      uniqueness: 'unique-reference',
      concurrency: CONCURRENCY[api],
      order: 'any',
      settleTimeMs: settings.settleTimeMs,
    },
    check: () => check(context, options),
    find: (references, callOptions) => find(context, references, callOptions),
    post: (posting, callOptions) => post(context, posting, callOptions),
    list: (listOptions) => list(context, listOptions),
    preflight: (posting, { signal } = {}) =>
      reading(async () => {
        const looked = await preflight(await lookupOf(context, signal), settings, posting);
        return looked.ok ? undefined : looked.problem;
      }),
    firstOpenDay: (posting, { signal } = {}) =>
      reading(async () => {
        const lookup = await lookupOf(context, signal);
        const until = lockedUntil(await findLockDates(lookup), lockedBy(lookup, settings, posting));
        return until === null || until < posting.date ? posting.date : dayAfter(until);
      }),
    chart: ({ signal } = {}) => reading(async () => readChart(await lookupOf(context, signal))),
    close() {
      session.close();
      return Promise.resolve();
    },
  };
}
