import {
  CREDIT_NOTE_EXAMPLE,
  HEALTH_EXAMPLE,
  INVOICE_AS_ENTRY_EXAMPLE,
  INVOICE_EXAMPLE,
  JOURNAL_ENTRY_EXAMPLE,
  LIST_ANSWER_EXAMPLE,
  LOOKUP_ANSWER_EXAMPLE,
  LOOKUP_REQUEST_EXAMPLE,
  POSTED_EXAMPLE,
  PROBLEM_EXAMPLE,
  VALID_EXAMPLE,
} from './examples';
import { ANSWER_SCHEMAS, jsonSchemas, SENT_SCHEMAS, type Json } from './schemas';
import { SIGNATURE_HEADER } from './signature';

const SCHEMAS = '#/components/schemas/';

/** The protocol as an OpenAPI 3.1 document: what a user's endpoints are to answer. */
export function openApiDocument(): Json {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Endpoints that receive documents from traede-erp-sync',
      version: '1.0.0',
      summary: 'To be implemented in front of an ERP; called by traede-erp-sync.',
      description:
        'The meaning of each answer, with code to verify the signature, is told in docs/erp/http.md.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: 'http://127.0.0.1:8787', description: 'The reference receiver' }],
    security: [{ signature: [] }, { signature: [], accessToken: [] }],
    paths: {
      '/postings': { post: postOperation(), get: listOperation() },
      '/lookup': { post: lookUpOperation() },
      '/validate': { post: validateOperation() },
      '/health': { get: healthOperation() },
    },
    components: {
      schemas: jsonSchemas({ ...SENT_SCHEMAS, ...ANSWER_SCHEMAS }, SCHEMAS),
      securitySchemes: {
        signature: {
          type: 'apiKey',
          in: 'header',
          name: SIGNATURE_HEADER,
          description:
            't=<unix seconds>,v1=<hex>: HMAC-SHA256 over "<t>.<body>", for a GET over "<t>.GET <path and query>". Several v1 while a key is being replaced.',
        },
        accessToken: { type: 'http', scheme: 'bearer', description: 'Where one is configured' },
      },
    },
  };
}

function postOperation(): Json {
  return {
    operationId: 'postDocument',
    summary: 'Book one document, once',
    description:
      'Stores the Idempotency-Key in the same transaction as the document. The same key with the same body is answered with the first receipt, and books nothing.',
    parameters: [
      {
        name: 'Idempotency-Key',
        in: 'header',
        required: true,
        description:
          'The external reference, percent-encoded where it holds other than visible ASCII. Must equal `reference` in the body, which is signed',
        schema: { type: 'string' },
        example: INVOICE_EXAMPLE.reference,
      },
    ],
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: { $ref: `${SCHEMAS}Posting` },
          examples: {
            invoice: { value: INVOICE_EXAMPLE },
            creditNote: { value: CREDIT_NOTE_EXAMPLE },
            journalEntry: { value: JOURNAL_ENTRY_EXAMPLE },
            invoiceAsEntry: { value: INVOICE_AS_ENTRY_EXAMPLE },
          },
        },
      },
    },
    responses: {
      '200': answer('The document was in the books already: the first receipt', 'Posted', POSTED_EXAMPLE),
      '201': answer('The document is in the books', 'Posted', POSTED_EXAMPLE),
      '202': { description: 'Accepted, still being worked on: it is looked up after the settle time' },
      '409': { description: 'The key was used for other content: waits for a person' },
      '413': { description: 'The document is too large: waits for a person' },
      '422': answer('The document is refused: waits for a person', 'Problem', PROBLEM_EXAMPLE),
      ...refusals(),
      default: {
        description: 'Uncertain: looked up after the settle time, then posted again if it is absent',
      },
    },
  };
}

function lookUpOperation(): Json {
  return {
    operationId: 'lookUpDocuments',
    summary: 'What is posted under these references',
    description: 'Each reference asked for must be answered, either in `receipts` or in `absent`.',
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: { $ref: `${SCHEMAS}LookupRequest` },
          example: LOOKUP_REQUEST_EXAMPLE,
        },
      },
    },
    responses: { '200': answer('What is held', 'LookupAnswer', LOOKUP_ANSWER_EXAMPLE), ...refusals() },
  };
}

function validateOperation(): Json {
  return {
    operationId: 'validateDocument',
    summary:
      'Whether a document would be booked; books nothing. Optional: only called where it is configured',
    description:
      'For a dry run. Answers what `postDocument` would refuse, as far as that can be told without writing anything.',
    requestBody: {
      required: true,
      content: {
        'application/json': { schema: { $ref: `${SCHEMAS}Posting` }, example: INVOICE_EXAMPLE },
      },
    },
    responses: {
      '200': answer('Nothing speaks against it, or it is in the books already', 'Valid', VALID_EXAMPLE),
      '409': { description: 'The books hold other content under its reference' },
      '413': { description: 'The document is too large' },
      '422': answer('It would be refused', 'Problem', PROBLEM_EXAMPLE),
      ...refusals(),
    },
  };
}

function listOperation(): Json {
  return {
    operationId: 'listDocuments',
    summary: 'Everything that was posted, oldest day first',
    parameters: [
      {
        name: 'since',
        in: 'query',
        description: 'First day of the books that is of interest. Default: all',
        schema: { type: 'string', format: 'date' },
        example: '2026-11-01',
      },
      {
        name: 'cursor',
        in: 'query',
        description: 'The `nextCursor` of the page before. Default: the first page',
        schema: { type: 'string' },
      },
    ],
    responses: { '200': answer('One page', 'ListAnswer', LIST_ANSWER_EXAMPLE), ...refusals() },
  };
}

function healthOperation(): Json {
  return {
    operationId: 'health',
    summary: 'What can be posted, and whether it works',
    responses: { '200': answer('What was found', 'Health', HEALTH_EXAMPLE), ...refusals() },
  };
}

function answer(description: string, schema: keyof typeof ANSWER_SCHEMAS, example: unknown): Json {
  return {
    description,
    content: { 'application/json': { schema: { $ref: `${SCHEMAS}${schema}` }, example } },
  };
}

/** The same for every call. */
function refusals(): Json {
  return {
    '401': { description: 'The signature or the token is wrong, or too old: everything stops' },
    '429': { description: 'Too much at once: tried again later' },
    '503': { description: 'Out of service just now: tried again later' },
  };
}
