import type { ErpAdapter } from '../adapter';
import { OwnAdapterError } from './setup';

const METHODS = ['check', 'find', 'post', 'list', 'close'] as const;
const OPTIONAL_METHODS = ['preflight', 'firstOpenDay', 'chart'] as const;
const ADOPTION_METHODS = ['unlinked', 'link'] as const;
const KINDS: readonly unknown[] = ['invoice', 'credit-note', 'journal-entry'];
const UNIQUENESS: readonly unknown[] = ['native-key', 'unique-reference', 'elected-draft'];
const ORDERS: readonly unknown[] = ['any', 'by-date'];

/** @throws {OwnAdapterError} naming everything that an adapter has and this value has not */
export function assertAdapter(value: unknown, name: string): asserts value is ErpAdapter {
  const complaints = isObject(value) ? complaintsAbout(value) : ['it is no object'];
  if (complaints.length === 0) return;
  throw new OwnAdapterError(
    `What ${name} makes is no adapter: ${complaints.join('; ')}. See ErpAdapter in traede-erp-sync/adapter.`,
  );
}

type Unknown = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null;
}

function complaintsAbout(adapter: Unknown): readonly string[] {
  return [
    ...['name', 'company'].filter((field) => !isText(adapter[field])).map((field) => `${field} is no text`),
    ...METHODS.filter((method) => typeof adapter[method] !== 'function').map(
      (method) => `it has no method ${method}`,
    ),
    ...OPTIONAL_METHODS.filter(
      (method) => adapter[method] !== undefined && typeof adapter[method] !== 'function',
    ).map((method) => `${method} is no method`),
    ...(adapter['adoption'] === undefined ? [] : complaintsAboutAdoption(adapter['adoption'])),
    ...(isObject(adapter['capabilities'])
      ? complaintsAboutCapabilities(adapter['capabilities'])
      : ['it has no capabilities']),
  ];
}

function complaintsAboutAdoption(adoption: unknown): readonly string[] {
  if (!isObject(adoption)) return ['adoption is no object'];
  const { kinds } = adoption;
  const areKinds = Array.isArray(kinds) && kinds.length > 0 && kinds.every((kind) => KINDS.includes(kind));
  return [
    ...(areKinds ? [] : [`adoption.kinds does not name some of ${KINDS.join(', ')}`]),
    ...ADOPTION_METHODS.filter((method) => typeof adoption[method] !== 'function').map(
      (method) => `adoption has no method ${method}`,
    ),
  ];
}

function complaintsAboutCapabilities({ uniqueness, concurrency, order, settleTimeMs }: Unknown) {
  const isCount = typeof concurrency === 'number' && Number.isInteger(concurrency) && concurrency >= 1;
  const isTime = typeof settleTimeMs === 'number' && Number.isFinite(settleTimeMs) && settleTimeMs > 0;
  return [
    ...(UNIQUENESS.includes(uniqueness)
      ? []
      : [`capabilities.uniqueness is none of ${UNIQUENESS.join(', ')}`]),
    ...(isCount ? [] : ['capabilities.concurrency is no whole number above 0']),
    ...(ORDERS.includes(order) ? [] : [`capabilities.order is none of ${ORDERS.join(', ')}`]),
    ...(isTime ? [] : ['capabilities.settleTimeMs is no time above 0']),
  ];
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}
