import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import type { JournalPosting } from '../../../src/accounting/posting';
import * as examples from '../../../src/erp/http/examples';
import { openApiDocument } from '../../../src/erp/http/openapi';
import { toWirePosting } from '../../../src/erp/http/posting-json';
import { postingSchema } from '../../../src/erp/http/posting-schema';
import { publishedFiles } from '../../../src/erp/http/published';
import { ANSWER_SCHEMAS, SENT_SCHEMAS } from '../../../src/erp/http/schemas';
import { signatureHeader } from '../../../src/erp/http/signature';
import { creditNote, invoice, invoiceReference, journalEntry } from '../ledger/postings';
import { SIGNING_KEY, startReceiver } from './receiver';

const METHODS = ['get', 'post', 'put', 'delete', 'patch', 'head', 'options', 'trace'];
const SCHEMAS: Readonly<Record<string, z.ZodType>> = { ...SENT_SCHEMAS, ...ANSWER_SCHEMAS };

describe('the published protocol', () => {
  it.each([...publishedFiles()])('%s is current', (file, text) => {
    // Not current? npm run erp:http:docs
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('is an OpenAPI document of sound structure', () => {
    const document: unknown = JSON.parse(JSON.stringify(openApiDocument()));
    expect(at(document, 'openapi')).toMatch(/^3\.1\.\d+$/);
    expect(at(document, 'info', 'title')).toEqual(expect.any(String));
    expect(at(document, 'info', 'version')).toEqual(expect.any(String));
    const operations = operationsOf(document);
    expect(operations.map(({ name }) => name)).toEqual([
      'post /postings',
      'get /postings',
      'post /lookup',
      'post /validate',
      'get /health',
    ]);
    const ids = operations.map(({ operation }) => at(operation, 'operationId'));
    expect(new Set(ids).size).toBe(operations.length);
    for (const { operation } of operations) {
      const responses = entriesOf(at(operation, 'responses'));
      expect(responses.length).toBeGreaterThan(0);
      for (const [status, response] of responses) {
        expect(status).toMatch(/^([1-5]\d\d|default)$/);
        expect(at(response, 'description')).toEqual(expect.any(String));
      }
      for (const parameter of elementsOf(at(operation, 'parameters'))) {
        expect(['query', 'header']).toContain(at(parameter, 'in'));
        expect(at(parameter, 'name')).toEqual(expect.any(String));
        expect(at(parameter, 'schema', 'type')).toBe('string');
      }
    }
    const schemes = entriesOf(at(document, 'components', 'securitySchemes')).map(([name]) => name);
    const wanted = elementsOf(at(document, 'security')).flatMap((entry) =>
      entriesOf(entry).map(([name]) => name),
    );
    expect(schemes.toSorted()).toEqual([...new Set(wanted)].toSorted());
  });

  it.each([...publishedFiles()])('refers only to what stands in it: %s', (_file, text) => {
    const document: unknown = JSON.parse(text);
    const references = referencesIn(document);
    for (const reference of references) {
      expect(reference).toMatch(/^#\//);
      expect(at(document, ...reference.slice(2).split('/'))).toEqual(expect.any(Object));
    }
    expect(references.length > 0 || !text.includes('$ref')).toBe(true);
  });

  it('has examples that its schemas take', () => {
    const found = contentsOf(openApiDocument());
    expect(found).toHaveLength(14);
    for (const { schema, example } of found) {
      const result = SCHEMAS[schema]?.safeParse(example);
      expect({ schema, ok: result?.success, issues: result?.error?.issues }).toEqual({ schema, ok: true });
    }
  });

  it('has examples as the reference receiver takes and gives them', async () => {
    const receiver = await startReceiver();
    const call = async (path: string, body: unknown, key = '') => {
      const text = JSON.stringify(body);
      const answer = await fetch(`${receiver.url}${path}`, {
        method: 'POST',
        body: text,
        headers: {
          'Idempotency-Key': key,
          'Traede-Sync-Signature': signatureHeader({ body: text }, [SIGNING_KEY], Date.now()),
        },
      });
      return { status: answer.status, body: await answer.json() };
    };
    try {
      expect(await call('/validate', examples.INVOICE_EXAMPLE)).toEqual({
        status: 200,
        body: examples.VALID_EXAMPLE,
      });
      const sent = [examples.INVOICE_EXAMPLE, examples.CREDIT_NOTE_EXAMPLE, examples.JOURNAL_ENTRY_EXAMPLE];
      const answers = [];
      for (const posting of sent) answers.push(await call('/postings', posting, posting.reference));
      expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
      expect(answers[0]?.body).toEqual(examples.POSTED_EXAMPLE);
      expect(await call('/lookup', examples.LOOKUP_REQUEST_EXAMPLE)).toEqual({
        status: 200,
        body: examples.LOOKUP_ANSWER_EXAMPLE,
      });
    } finally {
      await receiver.remove();
    }
  });

  it.each([
    invoice(1, { paymentTerm: 'Net 14 days' }),
    creditNote(2, { corrects: invoiceReference(1) }),
    journalEntry(3),
    saleAsEntry(4),
  ])('describes what is sent, all of it: $kind', (posting) => {
    const wire = toWirePosting(posting);
    expect(postingSchema.parse(wire)).toEqual(wire);
  });
});

function saleAsEntry(id: number): JournalPosting {
  const [line, ...others] = journalEntry(id).lines;
  const { customer } = invoice(id);
  return journalEntry(id, { lines: [...(line === undefined ? [] : [{ ...line, customer }]), ...others] });
}

/** Each operation of the document, as `post /postings`. */
function operationsOf(document: unknown) {
  return entriesOf(at(document, 'paths')).flatMap(([path, item]) =>
    entriesOf(item)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
  );
}

/** Every example of a body, with the name of its schema. */
function contentsOf(value: unknown): readonly { schema: string; example: unknown }[] {
  const content = at(value, 'application/json');
  const name = at(content, 'schema', '$ref');
  if (typeof name !== 'string') return entriesOf(value).flatMap(([, part]) => contentsOf(part));
  const schema = name.split('/').at(-1) ?? '';
  const several = entriesOf(at(content, 'examples')).map(([, entry]) => at(entry, 'value'));
  return [...several, ...(several.length === 0 ? [at(content, 'example')] : [])].map((example) => ({
    schema,
    example,
  }));
}

function referencesIn(value: unknown): readonly string[] {
  return entriesOf(value).flatMap(([name, part]) =>
    name === '$ref' && typeof part === 'string' ? [part] : referencesIn(part),
  );
}

function at(value: unknown, ...path: readonly string[]): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  const found = entriesOf(value).find(([name]) => name === first);
  return found === undefined ? undefined : at(found[1], ...rest);
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function elementsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
