import fc from 'fast-check';
import { DOCUMENT_TYPES, type DocumentType } from '../../src/document';
import { MAX_AMOUNT, type Decimal } from '../../src/money';
import type { TraedeDocument } from '../../src/traede/document';
import { contentHash } from '../../src/traede/content-hash';
import { parseDocument, type ParsedDocument } from '../../src/traede/parse';
import { GOOD_DOCUMENTS } from './good-documents';

const CANARY = 'canary.person@secret.example';

/** JSON texts put in the place of a field; texts, because some of these numbers do not survive JSON.stringify. */
const NONSENSE: readonly string[] = [
  ...[
    'null',
    'true',
    'false',
    '[]',
    '{}',
    '[[]]',
    '""',
    '" "',
    '"NaN"',
    '"Infinity"',
    '"-0"',
    '-0',
    '-1',
    '0',
    '1.5',
  ],
  ...[
    '1e308',
    '"1e308"',
    '-1e308',
    '1e-308',
    '"1e999"',
    '"1e-999"',
    '1e99999',
    '1'.repeat(500),
    `0.${'3'.repeat(500)}`,
  ],
  ...[
    '9007199254740991',
    '9007199254740992',
    '9007199254740993',
    '"9007199254740993"',
    '"12,50"',
    '"0x10"',
    '"1_000"',
  ],
  ...[
    '"\\u0000\\u0001\\u001b[31m"',
    '"\\u202e\\ud800"',
    '"2026-02-30"',
    '"0000-00-00"',
    '"2026-13-45 99:99:99"',
    '"9999-99-99T00:00:00Z"',
  ],
  ...[
    `"${CANARY}"`,
    `["${CANARY}"]`,
    `{"${CANARY}":"${CANARY}"}`,
    '{"__proto__":{"id":1}}',
    '{"constructor":1,"toString":2}',
  ],
  ...[JSON.stringify('x'.repeat(1_000_000)), `"${'9'.repeat(100_000)}"`, '['.repeat(500) + ']'.repeat(500)],
  ...['{"code":null,"iso":{}}', '[{"name":"a","value":{}}]', '{"isLosslessNumber":true,"value":"1"}'],
];

type Path = readonly (string | number)[];

/** Every place in `value` that holds something, depth first. */
function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inside = Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    pathsIn(inner, [...path, key]),
  );
  return path.length === 0 ? inside : [path, ...inside];
}

/** The JSON text of `value` with `json` at `path`; without the field where `json` is undefined. */
function textWith(value: unknown, path: Path, json: string | undefined): string | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return json;
  if (typeof value !== 'object' || value === null) throw new Error(`nothing at ${step}`);
  const fields = Object.entries(value).map(([key, inner]: [string, unknown]) => {
    const text = key === String(step) ? textWith(inner, rest, json) : JSON.stringify(inner);
    return { key, text };
  });
  const present = fields.filter(({ text }) => text !== undefined);
  if (Array.isArray(value)) return `[${present.map(({ text }) => text).join(',')}]`;
  return `{${present.map(({ key, text }) => `${JSON.stringify(key)}:${text ?? ''}`).join(',')}}`;
}

function amountsOf(document: TraedeDocument): readonly Decimal[] {
  if (document.documentType === 'accounting-entry') return [document.amount];
  const lines = document.lines.flatMap((line) => [
    line.quantity,
    line.unitNetPrice,
    line.unitVatAmount,
    line.totalPrice,
    line.totalPriceAfterVat,
  ]);
  return [
    document.netPrice,
    document.shipping,
    document.handlingFee,
    document.vatAmount,
    document.totalPriceAfterVat,
    ...lines,
  ];
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || 'toFixed' in value || value instanceof Date) return [];
  return Object.values(value).flatMap(textsOf);
}

/** What must hold of every outcome. Throws where it does not; used instead of `expect` where it runs very often. */
function check(parsed: ParsedDocument): void {
  if (!parsed.ok) {
    const { code, message, remedy } = parsed.problem;
    if (code !== 'malformed-document' || remedy === '') throw new Error('another problem');
    if (message.includes('canary') || message.length > 2000)
      throw new Error(`leaks or rambles: ${message.slice(0, 300)}`);
    return;
  }
  const { document } = parsed;
  if (!Number.isSafeInteger(document.id) || document.id < 1) throw new Error('id');
  if (!/^[A-Z]{3}$/.test(document.currency)) throw new Error('currency');
  const hash = contentHash(document, 'Europe/Copenhagen');
  if (!/^[0-9a-f]{64} [0-9a-f]{64}$/.test(hash)) throw new Error('hash');
  if (amountsOf(document).some((amount) => amount.abs().gt(MAX_AMOUNT))) throw new Error('amount');
  if (textsOf(document).some((text) => text.length > 255 || /[\p{Cc}\p{Cs}]/u.test(text)))
    throw new Error('text');
}

describe.each(DOCUMENT_TYPES)('parseDocument of %s', (documentType: DocumentType) => {
  const good = GOOD_DOCUMENTS[documentType]();
  const paths = pathsIn(good);

  it('survives nonsense in the place of each field, and the absence of each', () => {
    for (const path of paths) {
      for (const json of [...NONSENSE, undefined]) {
        const text = textWith(good, path, json) ?? '';
        const place = `${path.join('.')} = ${json?.slice(0, 40) ?? 'absent'}`;
        expect({ place, outcome: outcomeOf(text) }).toEqual({ place, outcome: 'held' });
      }
    }
  });

  it('survives nonsense in several fields at once', () => {
    const values = fc.oneof(
      fc.constantFrom(...NONSENSE),
      fc.jsonValue().map((value) => JSON.stringify(value)),
    );
    const changes = fc.array(fc.tuple(fc.constantFrom(...paths), values), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(changes, (replacements) => {
        const topLevel = Object.fromEntries(replacements.map(([path, json]) => [String(path[0]), json]));
        const text = Object.entries({ ...good }).map(
          ([key, value]) => `"${key}":${topLevel[key] ?? JSON.stringify(value)}`,
        );
        check(parseDocument(documentType, `{${text.join(',')}}`));
      }),
    );
  });

  it('survives any JSON and any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string({ unit: 'binary' })), (text) => {
        check(parseDocument(documentType, text));
      }),
    );
    for (const text of NONSENSE) check(parseDocument(documentType, text));
  });

  function outcomeOf(text: string): string {
    try {
      check(parseDocument(documentType, text));
      return 'held';
    } catch (error) {
      return String(error);
    }
  }
});
