import { TRAEDE_ENDPOINTS, resolveEndpoints } from '../../src/traede/endpoints';

describe('resolveEndpoints', () => {
  it('is the documented table without overrides', () => {
    expect(resolveEndpoints()).toEqual(TRAEDE_ENDPOINTS);
    expect(TRAEDE_ENDPOINTS['credit-note'].markPath).toBe('/v10/credit-notes/mark-as-exported');
    expect(TRAEDE_ENDPOINTS['accounting-entry']).toMatchObject({
      markKey: 'accounting_entries',
      elementIdKey: 'accounting_entry_id',
      includes: [],
      hasDrafts: false,
    });
  });

  it('replaces single cells and leaves the others', () => {
    const endpoints = resolveEndpoints({
      'credit-note': { markPath: '/v10/credit%20notes/mark-as-exported' },
    });
    expect(endpoints['credit-note']).toEqual({
      ...TRAEDE_ENDPOINTS['credit-note'],
      markPath: '/v10/credit%20notes/mark-as-exported',
    });
    expect(endpoints.invoice).toEqual(TRAEDE_ENDPOINTS.invoice);
  });

  it.each([
    '//evil.example/v10',
    'https://evil.example',
    '/v10/x?access_token=secret',
    '/v10/x#y',
    'v10',
    '',
  ])('refuses the path %j, without repeating it', (path) => {
    const resolve = () => resolveEndpoints({ invoice: { exportPath: path } });
    expect(resolve).toThrow(RangeError);
    expect(resolve).not.toThrow(/evil|secret/);
  });
});
