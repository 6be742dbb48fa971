// A receiver for traede-erp-sync's HTTP adapter, to copy from: see docs/erp/http.md. Plain Node, no dependencies.
// Its books are a journal file: replace `book` by your ERP, which must store key and document in ONE transaction.
import { Buffer } from 'node:buffer';
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, resolve } from 'node:path';
import { URL } from 'node:url';

const env = process.env;
const KEYS = (env.SIGNING_KEYS ?? '').split(',').filter(Boolean); // several while one is being replaced
const TOLERANCE_S = 300; // how far the clocks may differ; an older request may be a replayed one
const MAX_BODY_BYTES = 16 * 1024 * 1024;
const PAGE_SIZE = 200;
const CLOSED_UNTIL = env.CLOSED_UNTIL ?? ''; // last closed day, e.g. 2025-12-31
const ACCOUNTS = env.ACCOUNTS && new Set(env.ACCOUNTS.split(',')); // unset: every account is known
if (KEYS.length === 0) throw new Error('set SIGNING_KEYS, e.g. to the output of: openssl rand -hex 32');

// --- The journal: one line of JSON for each document, on disk before it is acknowledged. ---
const path = resolve(env.JOURNAL ?? 'journal.jsonl');
const journal = openSync(path, 'a+');
const text = readFileSync(path, 'utf8');
const whole = text.slice(0, text.lastIndexOf('\n') + 1); // what a crash cut short was never acknowledged
ftruncateSync(journal, Buffer.byteLength(whole));
fsyncSync(journal); // nor was what a crash left unsynced, but from now on it is
fsyncSync(openSync(dirname(path), 'r')); // a new file is only kept when its folder is
const entries = whole
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));
const books = new Map(entries.map((entry) => [entry.receipt.reference, entry])); // key → { hash, receipt }

/** No other request runs between the look at `books` and the fsync: all of it is synchronous. */
function book({ reference, kind, date, currency, totals, amount, lines }, hash) {
  const erpId = String(books.size + 1);
  const number = `${{ invoice: 'INV', 'credit-note': 'CN' }[kind] ?? 'JE'}-${erpId}`;
  const turnover = amount?.replace('-', '');
  const sums = totals ?? { net: turnover, tax: '0.00', total: turnover };
  const booked = lines.map((line) => ({
    account: line.account,
    description: line.description ?? line.text,
    net: line.net ?? (line.credit === '0.00' ? line.debit : `-${line.credit}`),
  }));
  const entry = { hash, receipt: { reference, erpId, number, date, currency, ...sums, lines: booked } };
  try {
    const line = Buffer.from(`${JSON.stringify(entry)}\n`);
    if (writeSync(journal, line) !== line.length) throw new Error('disk full');
    fsyncSync(journal);
  } catch (error) {
    console.error('the journal cannot be written:', error.message);
    process.exit(1); // nobody knows what is on disk: the next start reads it again
  }
  books.set(reference, entry);
  return entry.receipt;
}

// --- What is refused, and why. Amounts are exact: whole cents as BigInt, never a floating-point number. ---
const cents = (amount) => BigInt(/^-?\d+\.\d\d$/.test(amount) ? amount.replace('.', '') : NaN);
const sum = (lines, field) => lines.reduce((total, line) => total + cents(line[field]), 0n);

function problemOf({ date, lines, totals }) {
  const addsUp = totals
    ? sum(lines, 'net') === cents(totals.net) &&
      sum(lines, 'tax') === cents(totals.tax) &&
      cents(totals.net) + cents(totals.tax) === cents(totals.total)
    : sum(lines, 'debit') === sum(lines, 'credit');
  const unknown = lines.map(({ account }) => account).filter((account) => ACCOUNTS && !ACCOUNTS.has(account));
  const refuse = (code, message, remedy) => ({ code, message, remedy });
  if (!addsUp) return refuse('totals-do-not-add-up', 'The lines do not add up.', 'Correct the document.');
  if (date <= CLOSED_UNTIL)
    return refuse('period-closed', `Closed until ${CLOSED_UNTIL}.`, 'Open the period.');
  if (unknown.length > 0) return refuse('account-unknown', `No account ${unknown.join(', ')}.`, 'Create it.');
}

// --- Who is asking? HMAC-SHA256 over "<t>.<body>", for a GET over "<t>.GET <path and query>". ---
function isSigned({ headers, method, url }, body) {
  const parts = (headers['traede-sync-signature'] ?? '').split(',').map((part) => part.split('='));
  const t = parts.find(([name]) => name === 't')?.[1] ?? '';
  if (!/^\d{1,12}$/.test(t) || Math.abs(Date.now() / 1000 - Number(t)) > TOLERANCE_S) return false;
  const given = parts.filter(([name]) => name === 'v1').map(([, hex]) => Buffer.from(hex ?? '', 'hex'));
  const signed = method === 'GET' ? `GET ${url}` : body; // the body's bytes, as they came
  return KEYS.some((key) => {
    const expected = createHmac('sha256', key).update(`${t}.`).update(signed).digest();
    return given.some((v1) => v1.length === expected.length && timingSafeEqual(v1, expected));
  });
}

// --- The endpoints: each answers [status, body]. ---
function post({ headers }, body) {
  const posting = JSON.parse(body);
  // The header is not signed; the reference in the body is, and must be the same.
  if (decodeURIComponent(headers['idempotency-key']) !== posting.reference) return [400, {}];
  const hash = createHash('sha256').update(body).digest('hex');
  const first = books.get(posting.reference);
  if (first) return first.hash === hash ? [200, { receipt: first.receipt }] : [409, {}];
  const problem = problemOf(posting);
  return problem ? [422, { problem }] : [201, { receipt: book(posting, hash) }];
}

/** Says what `post` would refuse, and books nothing: for dry runs. Leave it out where your ERP cannot tell. */
function validate(request, body) {
  const posting = JSON.parse(body);
  const first = books.get(posting.reference);
  if (first)
    return first.hash === createHash('sha256').update(body).digest('hex')
      ? [200, { problem: null }]
      : [409, {}];
  const problem = problemOf(posting) ?? null;
  return [problem ? 422 : 200, { problem }];
}

function lookUp(request, body) {
  const { references } = JSON.parse(body);
  const held = references.filter((reference) => books.has(reference));
  const receipts = held.map((reference) => books.get(reference).receipt);
  return [200, { receipts, absent: references.filter((reference) => !books.has(reference)) }];
}

function list({ url }) {
  const query = new URL(url, 'http://receiver').searchParams;
  const place = ({ date, erpId }) => `${date} ${erpId.padStart(15, '0')}`; // oldest day first
  const after = query.get('cursor') ?? query.get('since') ?? ''; // a cursor is the place of the page's last
  const receipts = [...books.values()]
    .map(({ receipt }) => receipt)
    .filter((receipt) => place(receipt) > after);
  const page = receipts.sort((a, b) => (place(a) < place(b) ? -1 : 1)).slice(0, PAGE_SIZE);
  return [200, { receipts: page, nextCursor: receipts.length > PAGE_SIZE ? place(page.at(-1)) : null }];
}

function health() {
  const checks = [{ subject: 'journal', ok: true, detail: `${books.size} documents` }];
  return [200, { protocol: 1, kinds: ['invoice', 'credit-note', 'journal-entry'], checks }];
}

const ENDPOINTS = {
  'POST /postings': post,
  'POST /validate': validate,
  'POST /lookup': lookUp,
  'GET /postings': list,
  'GET /health': health,
};

async function answer(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) if ((size += chunk.length) <= MAX_BODY_BYTES) chunks.push(chunk);
  if (size > MAX_BODY_BYTES) return [413, {}];
  const body = Buffer.concat(chunks);
  if (!isSigned(request, body)) return [401, {}];
  const endpoint = ENDPOINTS[`${request.method} ${request.url.split('?')[0]}`];
  return endpoint ? endpoint(request, body) : [404, {}];
}

const server = createServer(async (request, response) => {
  const [status, body] = await answer(request).catch(() => [500, {}]);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});
server.listen(Number(env.PORT ?? 8787), env.HOST ?? '127.0.0.1', () => {
  console.log(`listening on port ${server.address().port}, ${books.size} documents in the journal`);
});
