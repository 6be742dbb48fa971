// A small invented ERP, for the tutorial docs/writing-an-adapter.md. Plain Node; its books are in memory.
// It has the manners of real ones: a date in a closed period is moved without a word, and any currency counts 1:1.
import { createServer } from 'node:http';
import { URL } from 'node:url';

const TOKEN = process.env.TOKEN ?? 'small-erp-token';
const PAGE_SIZE = 20;
const COMPANY = {
  currency: 'DKK',
  currencies: ['DKK', 'EUR'],
  openFrom: '2026-02-01', // every day before is closed
  accounts: [
    { number: '1010', name: 'Sales', type: 'revenue' },
    { number: '1050', name: 'Shipping', type: 'revenue' },
    { number: '2010', name: 'Cost of goods sold', type: 'cost' },
    { number: '5400', name: 'Stock', type: 'balance' },
    { number: '5600', name: 'Debtors', type: 'debtors' },
  ],
  taxCodes: [
    { code: 'U25', name: 'Danish VAT', percent: '25.0' },
    { code: 'U12', name: 'Reduced VAT', percent: '12.0' },
    { code: 'U0', name: 'No VAT', percent: '0.0' },
    { code: 'EU0', name: 'EU sales', percent: '0.0' },
    { code: 'EX0', name: 'Exports', percent: '0.0' },
  ],
  customers: ['C1', 'C2', 'C3'],
};

const PREFIXES = { invoice: 'INV', 'credit-note': 'CRN', entry: 'ENT' };
const documents = new Map(); // by ref, which is unique

// Amounts are texts with two decimals; sums are made of whole cents.
const cents = (amount) => BigInt(amount.replace('.', ''));
const text = (sum) => {
  const digits = String(sum < 0n ? -sum : sum).padStart(3, '0');
  return `${sum < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
const sumOf = (lines, amountOf) => text(lines.map(amountOf).reduce((sum, amount) => sum + amount, 0n));

/** Why a document cannot be booked: `{ error, detail }`. */
function problemOf({ type, ref, customer, corrects, lines }) {
  const refuse = (error, detail) => ({ error, detail });
  if (!(type in PREFIXES) || typeof ref !== 'string' || ref === '')
    return refuse('bad-document', 'type, ref');
  if (lines.some(({ net, tax }) => !/^-?\d+\.\d\d$/.test(net) || !/^-?\d+\.\d\d$/.test(tax)))
    return refuse('bad-document', 'amounts have two decimals');
  const has = (list, key, wanted) => list.some((entry) => entry[key] === wanted);
  const account = lines.find((line) => !has(COMPANY.accounts, 'number', line.account));
  if (account) return refuse('unknown-account', account.account);
  const taxed = lines.find((line) => line.taxCode && !has(COMPANY.taxCodes, 'code', line.taxCode));
  if (taxed) return refuse('unknown-tax-code', taxed.taxCode);
  const debtors = [customer, ...lines.map((line) => line.customer)].filter(Boolean);
  const stranger = debtors.find((number) => !COMPANY.customers.includes(number));
  if (stranger) return refuse('unknown-customer', stranger);
  if (corrects && !documents.has(corrects)) return refuse('unknown-document', corrects);
  if (type === 'entry' && sumOf(lines, ({ net }) => cents(net)) !== '0.00')
    return refuse(
      'out-of-balance',
      sumOf(lines, ({ net }) => cents(net)),
    );
}

function book(sent) {
  const id = documents.size + 1;
  const net = sumOf(sent.lines, ({ net }) => cents(net));
  const tax = sumOf(sent.lines, ({ tax }) => cents(tax));
  const document = {
    ...sent,
    id,
    number: `${PREFIXES[sent.type]}-${id}`,
    date: sent.date < COMPANY.openFrom ? COMPANY.openFrom : sent.date, // without a word
    net,
    tax,
    total: text(cents(net) + cents(tax)),
  };
  documents.set(sent.ref, document);
  return document;
}

/** POST /documents books one; with ?check=true it only says whether it would. */
function post(query, sent) {
  const known = documents.get(sent.ref);
  if (known) return [409, { error: 'ref-exists', document: known }];
  const problem = problemOf(sent);
  if (problem) return [422, problem];
  return query.get('check') === 'true' ? [200, {}] : [201, book(sent)];
}

/** GET /documents?ref=…&ref=… shows these; ?from=2026-11-01&after=… a page, oldest day first. */
function list(query) {
  if (query.has('ref')) {
    const refs = new Set(query.getAll('ref'));
    return [
      200,
      { documents: [...refs].filter((ref) => documents.has(ref)).map((ref) => documents.get(ref)) },
    ];
  }
  const place = ({ date, id }) => `${date}/${String(id).padStart(12, '0')}`;
  const after = query.get('after') ?? query.get('from') ?? '';
  const all = [...documents.values()].filter((document) => place(document) > after);
  const page = all.sort((a, b) => (place(a) < place(b) ? -1 : 1)).slice(0, PAGE_SIZE);
  return [200, { documents: page, next: all.length > PAGE_SIZE ? place(page.at(-1)) : null }];
}

async function answer(request) {
  if (request.headers.authorization !== `Bearer ${TOKEN}`) return [401, { error: 'unauthorized' }];
  const { pathname, searchParams } = new URL(request.url, 'http://small-erp');
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  switch (`${request.method} ${pathname}`) {
    case 'GET /company':
      return [200, COMPANY];
    case 'GET /documents':
      return list(searchParams);
    case 'POST /documents':
      return post(searchParams, JSON.parse(body));
    default:
      return [404, { error: 'not-found' }];
  }
}

const server = createServer(async (request, response) => {
  const [status, body] = await answer(request).catch(() => [500, { error: 'internal' }]);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});
server.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => {
  console.log(`small-erp listens on http://127.0.0.1:${server.address().port}`);
});
