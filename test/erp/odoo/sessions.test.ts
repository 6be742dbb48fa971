import { z } from 'zod';
import { openJsonPost } from '../../../src/erp/json-post';
import { failureOf, type Failure } from '../../../src/erp/odoo/failure';
import { createJson2 } from '../../../src/erp/odoo/json-2';
import { createJsonRpc } from '../../../src/erp/odoo/json-rpc';
import type { Session } from '../../../src/erp/odoo/session';
import { startServer, type Answer, type ThrowawayServer } from '../../traede/throwaway-server';

/** What is said of a call is never to hold this. */
const KEY = 'canary-key-4711';
const NAME = 'Very Private Person';
const PATIENT_MS = 10_000;
const IMPATIENT_MS = 300;

let server: ThrowawayServer | undefined;
afterEach(() => server?.close());

const json =
  (status: number, body: unknown): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
const html =
  (status: number): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>no Odoo</h1>');
  };

async function open(api: 'json-2' | 'json-rpc', answer: Answer, timeoutMs = PATIENT_MS): Promise<Session> {
  server = await startServer(answer);
  const http = openJsonPost(server.baseUrl, timeoutMs, 2);
  return api === 'json-2'
    ? createJson2(http, 'books', KEY)
    : createJsonRpc(http, { database: 'books', user: 'traede', key: KEY });
}

async function failureFrom(session: Session): Promise<Failure | undefined> {
  const call = { model: 'account.move', method: 'action_post', ids: [7], result: z.literal(true) };
  try {
    await session.call(call);
    return undefined;
  } catch (error) {
    expect(String(error)).not.toContain(KEY);
    expect(String(error)).not.toContain(NAME);
    return failureOf(error);
  } finally {
    session.close();
  }
}

const exception = (name: string, message = `about ${NAME}`) => ({
  name,
  message,
  debug: `Traceback ${NAME}`,
});

/** What either way of speaking says of Odoo's exceptions. */
const EXCEPTIONS: readonly (readonly [name: string, message: string, kind: Failure['kind']])[] = [
  ['odoo.exceptions.UserError', `No, ${NAME}`, 'refused'],
  ['odoo.exceptions.ValidationError', 'No', 'refused'],
  ['odoo.exceptions.RedirectWarning', 'No', 'refused'],
  ['odoo.exceptions.UserError', 'could not serialize access due to concurrent update', 'conflict'],
  ['odoo.exceptions.AccessDenied', 'Access Denied', 'denied'],
  [
    'odoo.exceptions.AccessError',
    "You are not allowed to create 'Journal Entry' (account.move) records.",
    'denied',
  ],
  ['odoo.exceptions.MissingError', `Record of ${NAME} does not exist`, 'gone'],
  ['odoo.exceptions.LockError', 'locked', 'conflict'],
  ['odoo.http.SessionExpiredException', 'expired', 'denied'],
  ['psycopg2.errors.SerializationFailure', 'could not serialize access', 'conflict'],
  ['psycopg2.OperationalError', 'server closed the connection unexpectedly', 'no-answer'],
  ['psycopg2.OperationalError', 'FATAL:  database "books" does not exist', 'not-ready'],
  ['builtins.ValueError', "Invalid field 'x' on model 'account.move'", 'fault'],
  ['builtins.TypeError', NAME, 'fault'],
  [`<b>${NAME}</b>`, 'nonsense', 'fault'],
];

describe('JSON-2', () => {
  it('names database and key in headers, arguments in the body', async () => {
    const session = await open('json-2', json(200, [{ id: 1 }]));
    session.setCompany(3);
    const args = { domain: [['id', '=', 1]], fields: ['id'] };
    const result = z.array(z.object({ id: z.number() }));
    const call = {
      model: 'res.partner',
      method: 'search_read',
      args,
      context: { date: '2026-11-20' },
      result,
    };
    expect(await session.call(call)).toEqual([{ id: 1 }]);
    const [request] = server?.seen ?? [];
    expect(request?.path).toBe('/json/2/res.partner/search_read');
    expect(request?.headers).toMatchObject({ authorization: `bearer ${KEY}`, 'x-odoo-database': 'books' });
    expect(JSON.parse(request?.body ?? '')).toEqual({
      ...args,
      context: { lang: 'en_US', allowed_company_ids: [3], date: '2026-11-20' },
    });
    session.close();
  });

  it.each(EXCEPTIONS)('%s: %s is %s', async (name, message, kind) => {
    const session = await open('json-2', json(422, exception(name, message)));
    expect((await failureFrom(session))?.kind).toBe(kind);
  });

  it.each([
    [401, 'denied'],
    [404, 'not-ready'],
    [303, 'not-ready'],
    [429, 'no-answer'],
    [500, 'no-answer'],
    [503, 'no-answer'],
  ] as const)('an answer %i that is not of Odoo is %s', async (status, kind) => {
    expect((await failureFrom(await open('json-2', html(status))))?.kind).toBe(kind);
  });

  it.each([
    ['half of an answer', '{"tr'],
    ['another type', '{}'],
    ['nothing', ''],
  ])('%s leaves open what happened', async (_what, body) => {
    const session = await open('json-2', (response) => response.writeHead(200).end(body));
    expect(await failureFrom(session)).toEqual({
      kind: 'no-answer',
      reason: 'the answer is not one of Odoo',
    });
  });

  it('says what a right is missing for, and no more', async () => {
    const message = `You are not allowed to create 'Journal Entry' (account.move) records. ${NAME}`;
    const session = await open('json-2', json(403, exception('odoo.exceptions.AccessError', message)));
    expect(await failureFrom(session)).toEqual({
      kind: 'denied',
      reason: 'the user lacks a right: create account.move',
    });
  });

  it('gives up after its time-out', async () => {
    const silent = await open('json-2', () => undefined, IMPATIENT_MS);
    expect(await failureFrom(silent)).toEqual({ kind: 'no-answer', reason: 'time-out after 0.3 s' });
  });
});

/** Answers the login, then as told. */
const afterLogin =
  (answer: Answer): Answer =>
  (response, request) => {
    const login = request.body.includes('"authenticate"');
    (login ? json(200, { jsonrpc: '2.0', id: 1, result: 2 }) : answer)(response, request);
  };
const rpcError = (name: string, message: string) =>
  json(200, {
    jsonrpc: '2.0',
    id: 1,
    error: { code: 200, message: 'Odoo Server Error', data: exception(name, message) },
  });

describe('JSON-RPC', () => {
  it('logs in once, and names database, user and key in every call', async () => {
    const session = await open('json-rpc', afterLogin(json(200, { jsonrpc: '2.0', id: 1, result: true })));
    const write = { model: 'account.move', method: 'write', ids: [7], args: { vals: { ref: 'x' } } };
    await Promise.all([1, 2].map(() => session.call({ ...write, result: z.boolean() })));
    const bodies = (server?.seen ?? []).map(
      ({ body }) => JSON.parse(body) as { params: { method: string; args: unknown } },
    );
    expect(bodies.map(({ params }) => params.method)).toEqual(['authenticate', 'execute_kw', 'execute_kw']);
    const keywords = { vals: { ref: 'x' }, context: { lang: 'en_US' } };
    expect(bodies[2]?.params.args).toEqual(['books', 2, KEY, 'account.move', 'write', [[7]], keywords]);
    session.close();
  });

  it('takes the answer false for a refused login', async () => {
    const session = await open('json-rpc', json(200, { jsonrpc: '2.0', id: 1, result: false }));
    expect((await failureFrom(session))?.kind).toBe('denied');
  });

  it('logs in anew after a login that failed', async () => {
    let logins = 0;
    const session = await open('json-rpc', (response, request) => {
      const isLogin = request.body.includes('"authenticate"');
      if (isLogin && (logins += 1) === 1) html(502)(response, request);
      else json(200, { jsonrpc: '2.0', id: 1, result: isLogin ? 2 : true })(response, request);
    });
    const call = { model: 'account.move', method: 'action_post', ids: [7], result: z.boolean() };
    await expect(session.call(call)).rejects.toThrow('answered 502');
    expect(await session.call(call)).toBe(true);
    session.close();
  });

  it.each(EXCEPTIONS)('%s: %s is %s', async (name, message, kind) => {
    const session = await open('json-rpc', afterLogin(rpcError(name, message)));
    expect((await failureFrom(session))?.kind).toBe(kind);
  });

  it.each([
    ['an error that does not say which', { error: { code: 100 } }],
    ['neither result nor error', { jsonrpc: '2.0' }],
  ])('%s leaves open what happened', async (_what, body) => {
    const session = await open('json-rpc', afterLogin(json(200, body)));
    expect((await failureFrom(session))?.kind).toBe('no-answer');
  });
});
