import { customerCountry } from '../../src/traede/customer-country';

describe('customerCountry', () => {
  it.each([
    [{ country: 'dk' }, 'DK'],
    [{ country: { code: 'SE' } }, 'SE'],
    [{ country: { iso2: 'NO' } }, 'NO'],
    [{ country: { iso_alpha_3: 'NOR', iso_alpha_2: 'NO' } }, 'NO'],
    [{ country: { country_code: 'DE' } }, 'DE'],
    [{ country_code: ' fi ' }, 'FI'],
    [{ country: 'Denmark', country_code: 'DK' }, 'DK'],
    [{ address: { country: 'DK' } }, 'DK'],
    [{ address: { country: { code: 'DK' } } }, 'DK'],
    [{ addresses: [null, 'x', { country: 'Sweden' }, { country_code: 'SE' }] }, 'SE'],
    [{ billing_address: { country: 'DK' } }, 'DK'],
    [{ invoice_address: { country: 'DK' } }, 'DK'],
    [{ delivery_address: { country: 'DK' } }, 'DK'],
    [{ country: 'NO', addresses: [{ country: 'DK' }] }, 'NO'],
    [{ delivery_address: { country: 'NO' }, billing_address: { country: 'DK' } }, 'DK'],
    [{ country: 'Denmark' }, null],
    [{ country: 45, address: 'DK', addresses: { country: 'DK' } }, null],
    [{ address: { country: { code: null } } }, null],
    [{}, null],
  ])('of %j is %j', (customer, country) => {
    expect(customerCountry(customer)).toBe(country);
  });

  it('does not look through an endless list', () => {
    const addresses = [...Array.from({ length: 1000 }, () => ({})), { country: 'DK' }];
    expect(customerCountry({ addresses })).toBeNull();
  });
});
