// A receiver for traede-erp-sync's HTTP adapter, to copy from: see docs/erp/http.md. Plain Node, no dependencies.
// It keeps books in a journal file; replace `book` by a call to your ERP that stores key and document in ONE transaction.
import { Buffer } from 'node:buffer';
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
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
const journalPath = resolve(env.JOURNAL ?? 'journal.jsonl');
const journal = openSync(journalPath, 'a+');
const folder = openSync(dirname(journalPath), 'r');
fsyncSync(folder); // a new file is only kept when its folder is
closeSync(folder);
const text = readFileSync(journalPath, 'utf8');
const whole = text.slice(0, text.lastIndexOf('\n') + 1); // what was cut short by a crash was never acknowledged
ftruncateSync(journal, Buffer.byteLength(whole));
const books = new Map(); // Idempotency-Key → { hash, receipt }
for (const line of whole.split('\n').filter(Boolean)) remember(JSON.parse(line));

function remember(entry) {
  books.set(entry.receipt.reference, entry);
}

/** No other request runs between the look at `books` and the fsync: all of it is synchronous. */
function book(posting, hash) {
  const [net, tax, total] = posting.totals
    ? [posting.totals.net, posting.totals.tax, posting.totals.total]
    : [posting.amount, '0.00', posting.amount].map((amount) => amount.replace('-', ''));
  const { reference, kind, date, currency } = posting;
  const number = `${{ invoice: 'INV', 'credit-note': 'CN' }[kind] ?? 'JE'}-${books.size + 1}`;
  const lines = posting.lines.map((line) => ({
    account: line.account,
    description: line.description ?? line.text,
    net: line.net ?? euros(cents(line.debit) - cents(line.credit)),
  }));
  const erpId = String(books.size + 1);
  const entry = { hash, receipt: { reference, erpId, number, date, currency, net, tax, total, lines } };
  try {
    const line = Buffer.from(`${JSON.stringify(entry)}\n`);
    if (writeSync(journal, line) !== line.length) throw new Error('disk full');
    fsyncSync(journal);
  } catch (error) {
    console.error('the journal cannot be written:', error.message);
    process.exit(1); // nobody knows what is on disk: the next start reads it again
  }
  remember(entry);
  return entry.receipt;
}

// --- What is refused, and why. Amounts are exact: whole cents as BigInt, never a floating-point number. ---
const cents = (amount) => BigInt(/^-?\d+\.\d\d$/.test(amount) ? amount.replace('.', '') : NaN);
const euros = (n) =>
  `${n < 0n ? '-' : ''}${String(n < 0n ? -n : n)
    .padStart(3, '0')
    .replace(/(\d\d)$/, '.$1')}`;
const sum = (lines, field) => lines.reduce((total, line) => total + cents(line[field]), 0n);

function problemOf({ kind, date, lines, totals, amount }) {
  const refuse = (code, message, remedy) => ({ code, message, remedy });
  const addsUp = totals
    ? sum(lines, 'net') === cents(totals.net) &&
      sum(lines, 'tax') === cents(totals.tax) &&
      cents(totals.net) + cents(totals.tax) === cents(totals.total)
    : kind === 'journal-entry' && cents(amount) !== undefined && sum(lines, 'debit') === sum(lines, 'credit');
  if (!addsUp)
    return refuse('totals-do-not-add-up', 'The lines do not add up to the totals.', 'Check the document.');
  if (date <= CLOSED_UNTIL)
    return refuse('period-closed', `The books are closed until ${CLOSED_UNTIL}.`, 'Open the period.');
  const unknown = lines.map(({ account }) => account).filter((account) => ACCOUNTS && !ACCOUNTS.has(account));
  if (unknown.length > 0)
    return refuse('account-unknown', `Unknown accounts: ${unknown.join(', ')}.`, 'Create them.');
}

// --- Who is asking? HMAC-SHA256 over "<t>.<body>", for a GET over "<t>.GET <path and query>". ---
function isSigned(request, body) {
  const parts = String(request.headers['traede-sync-signature'])
    .split(',')
    .map((part) => part.split('='));
  const t = parts.find(([name]) => name === 't')?.[1];
  if (!/^\d{1,12}$/.test(t) || Math.abs(Date.now() / 1000 - Number(t)) > TOLERANCE_S) return false;
  const signed = Buffer.concat([
    Buffer.from(`${t}.`),
    request.method === 'GET' ? Buffer.from(`GET ${request.url}`) : body,
  ]);
  const given = parts.filter(([name]) => name === 'v1').map(([, hex]) => Buffer.from(hex ?? '', 'hex'));
  return KEYS.some((key) => {
    const expected = createHmac('sha256', key).update(signed).digest();
    return given.some((v1) => v1.length === expected.length && timingSafeEqual(v1, expected));
  });
}

// --- The four endpoints. ---
function post(request, body) {
  const posting = JSON.parse(body);
  // The header is not signed, the reference in the body is.
  if (decodeURIComponent(request.headers['idempotency-key']) !== posting.reference) return [400, {}];
  const hash = createHash('sha256').update(body).digest('hex');
  const first = books.get(posting.reference);
  if (first) return first.hash === hash ? [200, { receipt: first.receipt }] : [409, {}];
  const problem = problemOf(posting);
  return problem ? [422, { problem }] : [201, { receipt: book(posting, hash) }];
}

function lookUp(request, body) {
  const { references } = JSON.parse(body);
  const receipts = references
    .filter((reference) => books.has(reference))
    .map((reference) => books.get(reference).receipt);
  return [200, { receipts, absent: references.filter((reference) => !books.has(reference)) }];
}

function list(request) {
  const query = new URL(request.url, 'http://receiver').searchParams;
  const since = query.get('since') ?? '';
  const cursor = query.get('cursor') ?? ''; // day and id of the last one of the page before
  const place = ({ date, erpId }) => `${date} ${erpId.padStart(15, '0')}`;
  const all = [...books.values()]
    .map(({ receipt }) => receipt)
    .filter((receipt) => receipt.date >= since && place(receipt) > cursor);
  const receipts = all.sort((a, b) => (place(a) < place(b) ? -1 : 1)).slice(0, PAGE_SIZE);
  return [200, { receipts, nextCursor: all.length > PAGE_SIZE ? place(receipts.at(-1)) : null }];
}

const health = () => [
  200,
  {
    protocol: 1,
    kinds: ['invoice', 'credit-note', 'journal-entry'],
    checks: [{ subject: 'journal', ok: true, detail: `${books.size} documents` }],
  },
];

const ENDPOINTS = {
  'POST /postings': post,
  'POST /lookup': lookUp,
  'GET /postings': list,
  'GET /health': health,
};

const server = createServer(async (request, response) => {
  let answer;
  try {
    const chunks = [];
    let size = 0;
    for await (const chunk of request) if ((size += chunk.length) <= MAX_BODY_BYTES) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const endpoint = ENDPOINTS[`${request.method} ${request.url.split('?')[0]}`];
    if (size > MAX_BODY_BYTES) answer = [413, {}];
    else if (!isSigned(request, body)) answer = [401, {}];
    else answer = endpoint ? endpoint(request, body) : [404, {}];
  } catch (error) {
    answer = [error instanceof SyntaxError || error instanceof RangeError ? 400 : 500, {}];
  }
  response.writeHead(answer[0], { 'content-type': 'application/json' }).end(JSON.stringify(answer[1]));
});
server.listen(Number(env.PORT ?? 8787), env.HOST ?? '127.0.0.1', () => {
  console.log(`listening on port ${server.address().port}, ${books.size} documents in the journal`);
});
