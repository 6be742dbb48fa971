import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';

/** A document as this ERP is sent it. Amounts are texts. */
const sentSchema = z.object({
  reference: z.string(),
  kind: z.string(),
  date: z.string(),
  currency: z.string(),
  customer: z.string().nullable(),
  /** The reference of the invoice that a credit note corrects. */
  corrects: z.string().nullable(),
  lines: z.array(
    z.object({
      account: z.string(),
      text: z.string(),
      taxCode: z.string().nullable(),
      /** Whose debt the line is. */
      customer: z.string().nullable(),
      net: z.string(),
      tax: z.string(),
    }),
  ),
});
export type SentDocument = z.output<typeof sentSchema>;

/** A document as this ERP holds and shows it. */
export interface ErpDocument extends SentDocument {
  readonly id: number;
  readonly number: string;
  readonly state: 'draft' | 'posted';
}

/** Small, so that few documents make several pages. */
export const PAGE_SIZE = 10;

export const CHART = {
  accounts: ['1010', '1050', '1060', '1090', '1099', '2010', '5400', '5600'],
  taxCodes: [
    { code: 'U25', rate: '25' },
    { code: 'U12', rate: '12' },
    { code: 'U0', rate: '0' },
    { code: 'EU0', rate: '0' },
    { code: 'EX0', rate: '0' },
  ],
  customers: ['C1', 'C2', 'C3'],
  currencies: ['DKK', 'EUR'],
  /** Every day before this one is closed. */
  openFrom: '2026-02-01',
};

export interface MemoryErp {
  readonly url: string;
  readonly token: string;
  /** Every document, past the API. */
  documents(): readonly ErpDocument[];
  plantDraft(reference: string): void;
  close(): Promise<void>;
}

/**
 * An ERP with the manners of real ones: it opens accounts and customers that it does not know, moves a date out of a
 * closed period, and takes a second document of one reference unless it is told an idempotency key.
 */
export async function startMemoryErp(): Promise<MemoryErp> {
  const token = 'memory-token-0815';
  const documents: ErpDocument[] = [];
  const keys = new Map<string, ErpDocument>();
  const server = createServer((request, response) => {
    if (request.headers.authorization !== `Bearer ${token}`) {
      answer(response, 401, { error: 'unauthorized' });
      return;
    }
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (url.pathname === '/chart') answer(response, 200, CHART);
    else if (url.pathname === '/drafts')
      answer(response, 200, documents.push(draft(documents.length + 1, '')));
    else if (request.method === 'GET') answer(response, 200, select(documents, url.searchParams));
    else void receive(request, response, documents, keys);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the ERP listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    token,
    documents: () => documents,
    plantDraft(reference) {
      documents.push(draft(documents.length + 1, reference));
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function draft(id: number, reference: string): ErpDocument {
  return {
    id,
    reference,
    number: 'DRAFT',
    state: 'draft',
    kind: 'invoice',
    date: '2026-11-20',
    currency: 'DKK',
    customer: 'C1',
    corrects: null,
    lines: [],
  };
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  documents: ErpDocument[],
  keys: Map<string, ErpDocument>,
): Promise<void> {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  await new Promise((resolve) => request.on('end', resolve));
  const sent = sentSchema.parse(JSON.parse(Buffer.concat(parts).toString()));
  const key = request.headers['idempotency-key'];
  const known = typeof key === 'string' ? keys.get(key) : undefined;
  const document = known ?? book(documents, sent);
  if (typeof key === 'string') keys.set(key, document);
  answer(response, 200, document);
}

function book(documents: ErpDocument[], sent: SentDocument): ErpDocument {
  const id = documents.length + 1;
  const date = sent.date < CHART.openFrom ? CHART.openFrom : sent.date;
  const document: ErpDocument = { ...sent, date, id, number: `N-${id}`, state: 'posted' };
  documents.push(document);
  return document;
}

function select(documents: readonly ErpDocument[], query: URLSearchParams): readonly ErpDocument[] {
  const references = query.getAll('reference');
  if (references.length > 0) return documents.filter(({ reference }) => references.includes(reference));
  const since = query.get('since') ?? '';
  const from = Number(query.get('page') ?? 0) * PAGE_SIZE;
  return documents
    .filter(({ date }) => date >= since)
    .toSorted((a, b) => a.date.localeCompare(b.date) || a.id - b.id)
    .slice(from, from + PAGE_SIZE);
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
