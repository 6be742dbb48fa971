import { decimal } from '../../../src/money';
import { pricing } from '../../../src/erp/tryton/sales-document';
import { failureOfRpcError } from '../../../src/erp/tryton/failure';
import { refusedProblem, warningName, warningNotAcknowledged } from '../../../src/erp/tryton/problems';
import { redactSentence } from '../../../src/erp/tryton/text';
import {
  toWireDate,
  toWireDecimal,
  toWireQuantity,
  wireDate,
  wireDecimal,
} from '../../../src/erp/tryton/wire';
import { containing } from '../ledger/matchers';
import { day, invoice } from '../ledger/postings';

describe('decimals on the wire', () => {
  it.each(['33.3333', '-0.01', '100000000000000.00', '0.0000001', '1e21'])('%s is exact', (text) => {
    const wire = toWireDecimal(decimal(text));
    expect(wire.decimal).not.toMatch(/e/);
    expect(wireDecimal.parse(wire).eq(decimal(text))).toBe(true);
  });

  it.each([{ __class__: 'Decimal', decimal: 'NaN' }, { __class__: 'float', decimal: '1' }, 1, '1', null])(
    '%j is refused',
    (value) => {
      expect(wireDecimal.safeParse(value).success).toBe(false);
    },
  );
});

describe('dates on the wire', () => {
  it('go there and back', () => {
    expect(toWireDate(day('2026-02-28'))).toEqual({ __class__: 'date', year: 2026, month: 2, day: 28 });
    expect(wireDate.parse(toWireDate(day('2026-02-28')))).toBe('2026-02-28');
  });

  it('are refused where they do not exist', () => {
    expect(wireDate.safeParse({ __class__: 'date', year: 2026, month: 2, day: 30 }).success).toBe(false);
  });
});

describe('quantities, which are floats', () => {
  it.each(['1', '0.1', '-3', '1234.5678', '0'])('%s is sent as it is', (text) => {
    expect(toWireQuantity(decimal(text))).toBe(Number(text));
  });

  it.each(['0.12345678901234567890', '12345678901234567.1'])('%s would become another number', (text) => {
    expect(toWireQuantity(decimal(text))).toBeUndefined();
  });
});

describe('a line is priced', () => {
  const line = (quantity: string, unitPrice: string, net: string) => {
    const [first] = invoice(1, {
      lines: [{ quantity: decimal(quantity), unitPrice: decimal(unitPrice), net, tax: '0' }],
    }).lines;
    if (first === undefined) throw new Error('no line');
    return first;
  };

  it('by quantity and price where they give the net', () => {
    expect(pricing(line('3', '33.34', '100.02'), 1)).toEqual({
      quantity: 3,
      unit_price: toWireDecimal(decimal('33.34')),
      description: 'Shirt',
    });
    expect(pricing(line('3', '33.34', '100.02'), -1).quantity).toBe(-3);
  });

  it.each([
    ['3', '33.3333', '100.00'],
    ['2', '0.12345', '0.25'],
    ['0.12345678901234567890', '10', '1.23'],
  ])('%s × %s: by its net %s where they do not', (quantity, unitPrice, net) => {
    expect(pricing(line(quantity, unitPrice, net), -1)).toEqual({
      quantity: -1,
      unit_price: toWireDecimal(decimal(net)),
      description: `Shirt (${decimal(quantity).toFixed()} × ${unitPrice})`,
    });
  });
});

describe('errors of Tryton', () => {
  it.each<[string, readonly unknown[], object]>([
    ['a refusal', ['UserError', ['No.', '', null]], { kind: 'refused', sentence: 'No.' }],
    ['a warning', ['UserWarning', ['key', 'Sure?', '']], { kind: 'warning', key: 'key', sentence: 'Sure?' }],
    [
      'a right that is missing',
      ['UserError', ['You are not allowed to access "Invoice".', 'Within groups: Sales', null]],
      { kind: 'denied', reason: 'the user lacks a right: access "Invoice"' },
    ],
    [
      'a lock conflict',
      ['could not obtain lock on row in relation "ir_sequence_strict"\n', ''],
      { kind: 'conflict', reason: 'lock conflict in the database' },
    ],
    [
      'a change meanwhile',
      ['ConcurrencyException', 'changed'],
      { kind: 'conflict', reason: containing('changed') },
    ],
    [
      'a lost database',
      ['server closed the connection unexpectedly', ''],
      { kind: 'no-answer', reason: containing('database') },
    ],
    [
      'a name that it does not know',
      ["'party.parti'", ''],
      { kind: 'fault', reason: containing("'party.parti'") },
    ],
    [
      'an error that quotes somebody',
      ['Jane <jane@example.com>', ''],
      { kind: 'fault', reason: 'an error inside Tryton' },
    ],
    ['nonsense', [null], { kind: 'fault', reason: 'an error inside Tryton' }],
  ])('%s', (_name, error, failure) => {
    expect(failureOfRpcError(error)).toEqual(failure);
  });

  it.each(['invoice', 'accounting'])('in the order of %s dates have a code of their own', (kind) => {
    const sentence = `To number the invoice "(3) Jane", you must set an ${kind} date after "11/20/2026" because the sequence "Invoices 2026" has already been used for invoice "INV-1 Jane".`;
    const problem = refusedProblem(sentence, day('2026-11-20'), []);
    expect(problem).toMatchObject({ code: 'date-order', message: containing('"Invoices 2026"') });
    expect(JSON.stringify(problem)).not.toContain('Jane');
  });

  it.each([
    'To continue, you must reopen the period "2026-01" of company "Brand" for the date "01/05/2026".',
    'To continue, you must create a period for the date "01/05/2024" and company "Brand".',
  ])('about a period are told as such: %s', (sentence) => {
    expect(refusedProblem(sentence, day('2026-01-05'), []).code).toBe('period-closed');
  });

  it('keep people out of the sentences', () => {
    const text = redactSentence('Party "Jane Doe" of Butik Nord ApS (jane@example.com) has no "Account".', [
      'Butik Nord ApS',
    ]);
    expect(text).toBe('Party "…" of […] ([e-mail]) has no "Account".');
  });

  it('name the configuration line that would acknowledge a warning', () => {
    const key = '0123456789abcdef0123456789abcdef.invoice_payment_term';
    expect(warningName(key)).toBe('invoice_payment_term');
    expect(warningName('invoice_payment_term_28')).toBe('invoice_payment_term');
    expect(warningNotAcknowledged(key, 'The due date is past.', [])).toEqual({
      code: 'erp-rejected',
      message: 'Tryton warns (invoice_payment_term): The due date is past.',
      remedy: containing('erp.acknowledgedWarnings: [invoice_payment_term]'),
    });
  });
});
