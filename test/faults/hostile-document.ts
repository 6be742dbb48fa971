import type { DocumentType } from '../../src/document';
import type { Mutate } from '../../src/simulator';
import { randomFor, type Random } from '../../src/simulator/random';

const LONG_NOTE = 'x'.repeat(1_000_000);
const MANY_LINES = 10_000;

/** What no invoicing system should send, and some do. */
const NONSENSE: readonly unknown[] = [
  ...[null, true, false, [], {}, [[]], '', ' ', 0, -0, -1, 1.5, 0.1 + 0.2, 1e308, -1e308, 5e-324],
  ...['NaN', 'Infinity', '-0', '1e308', '12,50', '0x10', '1_000', '٣', '100.005', '1'.repeat(500)],
  ...[2 ** 53, 2 ** 53 + 2, '9007199254740993', Number.MAX_SAFE_INTEGER],
  ...[
    '2026-02-30 10:00:00',
    '0000-00-00',
    '2026-13-45 99:99:99',
    '9999-12-31T23:59:59Z',
    '1899-12-31',
    'soon',
  ],
  ...['\u0000\u0001\u001b[31m', '\u202egnp.exe', '\ud800', '🧶'.repeat(2_000), '=HYPERLINK("http://x","y")'],
  ...["'; drop table delivery.deliveries; --", '<script>alert(1)</script>', '../../etc/passwd', '%s%n${x}'],
];

/** Most documents are changed in one to three places, wherever these may be; some grow beyond measure. */
const CHANGED = 0.75;
const GROWN = 0.02;

/** The same document is changed in the same way whenever it is shown. */
export function hostile(seed: number): Mutate {
  return (documentType, document) => {
    const random = randomFor('hostile', seed, documentType, String(document['id']));
    if (!random.chance(CHANGED)) return document;
    if (random.chance(GROWN)) return grown(document, documentType, random);
    const changes = random.integer(1, 3);
    for (let change = 0; change < changes; change += 1) changeSomewhere(document, random);
    return document;
  };
}

function changeSomewhere(document: Record<string, unknown>, random: Random): void {
  const { parent, key } = random.pick(placesIn(document));
  const action = random.next();
  if (action < 0.15) Reflect.deleteProperty(parent, key);
  else if (action < 0.25 && typeof parent[key] === 'number') parent[key] = String(parent[key]);
  else parent[key] = random.pick(NONSENSE);
}

interface Place {
  readonly parent: Record<string, unknown>;
  readonly key: string;
}

/** Every field of every object, at any depth; the elements of lists too. */
function placesIn(value: unknown): readonly Place[] {
  if (!isObject(value)) return [];
  return Object.keys(value).flatMap((key) => [{ parent: value, key }, ...placesIn(value[key])]);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** A note of a megabyte, or ten thousand free lines, which change no sum. */
function grown(document: Record<string, unknown>, documentType: DocumentType, random: Random): unknown {
  const { lines } = document;
  if (documentType === 'accounting-entry' || random.chance(0.5) || !Array.isArray(lines)) {
    return { ...document, note: LONG_NOTE, remarks: LONG_NOTE };
  }
  const [first] = lines.filter(isObject);
  const nothing = {
    discount_amount: 0,
    net_price: 0,
    vat_amount: 0,
    total_price: 0,
    total_price_after_vat: 0,
  };
  const free = { ...first, price_before_discount: 0, ...nothing };
  return {
    ...document,
    lines: [...lines.filter(isObject), ...Array.from({ length: MANY_LINES }, () => free)],
  };
}
