import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { freePort, LOOPBACK } from '../../src/embedded/ports';
import { serveParent } from './serve-parent';
import { Slots } from './slots';

const settingsSchema = z.strictObject({
  answerTimeMs: z.number(),
  /** Calls that it works on at once; others wait for their turn, as in any ERP with so many worker processes. */
  callsAtOnce: z.int(),
});

const lineSchema = z.looseObject({ account: z.string(), description: z.string(), net: z.string() });
const postingSchema = z.looseObject({
  reference: z.string(),
  date: z.string(),
  currency: z.string(),
  totals: z.looseObject({ net: z.string(), tax: z.string(), total: z.string() }),
  lines: z.array(lineSchema),
});
const lookupSchema = z.looseObject({ references: z.array(z.string()) });

/** Books in memory. A second posting under one reference is answered with the first one's receipt. */
class Books {
  readonly #receipts = new Map<string, unknown>();
  repeated = 0;

  get references(): readonly string[] {
    return [...this.#receipts.keys()];
  }

  post(body: unknown): unknown {
    const { reference, date, currency, totals, lines } = postingSchema.parse(body);
    const known = this.#receipts.get(reference);
    if (known !== undefined) {
      this.repeated += 1;
      return { receipt: known };
    }
    const erpId = String(this.#receipts.size + 1);
    const booked = lines.map(({ account, description, net }) => ({ account, description, net }));
    const { net, tax, total } = totals;
    const receipt = {
      reference,
      erpId,
      number: `INV-${erpId}`,
      date,
      currency,
      net,
      tax,
      total,
      lines: booked,
    };
    this.#receipts.set(reference, receipt);
    return { receipt };
  }

  lookUp(body: unknown): unknown {
    const { references } = lookupSchema.parse(body);
    return {
      receipts: references.flatMap((reference) => this.#receipts.get(reference) ?? []),
      absent: references.filter((reference) => !this.#receipts.has(reference)),
    };
  }
}

/** How many of something are going on, and the most there ever were. */
class Gauge {
  #now = 0;
  most = 0;

  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#now += 1;
    this.most = Math.max(this.most, this.#now);
    try {
      return await work();
    } finally {
      this.#now -= 1;
    }
  }
}

/** An idempotent ERP behind the endpoints of docs/erp/http.md, which takes its time for every answer. */
serveParent(async (given) => {
  const { answerTimeMs, callsAtOnce } = settingsSchema.parse(given);
  const books = new Books();
  const slots = new Slots(callsAtOnce);
  const postings = new Gauge();
  let calls = 0;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    calls += 1;
    const body: unknown = JSON.parse(await textOf(request));
    const answer =
      request.url === '/lookup'
        ? await slots.during(answerTimeMs, () => books.lookUp(body))
        : // From its arrival: one that waits for its turn was sent beside another all the same.
          await postings.during(() => slots.during(answerTimeMs, () => books.post(body)));
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(answer));
  };
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.statusCode = 500;
      response.end(String(error));
    });
  });
  const port = await freePort(0);
  await new Promise<void>((resolve) => server.listen(port, LOOPBACK, resolve));
  return {
    ready: { url: `http://${LOOPBACK}:${port}` },
    answers: {
      state: () => ({
        references: books.references,
        repeated: books.repeated,
        calls,
        mostPostingsAtOnce: postings.most,
      }),
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
});

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  request.setEncoding('utf8');
  for await (const chunk of request) text += String(chunk);
  return text;
}
