import { findCanaries, SECRETS, withCanaries } from './canaries';

describe('the search for canaries', () => {
  const secret = SECRETS.accessToken;
  it.each([
    ['as it is', `error: ${secret}`],
    ['in other letters', secret.toUpperCase()],
    ['in JSON', JSON.stringify({ a: [JSON.stringify({ b: secret })] })],
    ['in base64', `{"data":"${Buffer.from(`{"token":"${secret}"}`).toString('base64')}"}`],
    ['in the base64 of addresses', Buffer.from(`>>>???${secret}`).toString('base64url')],
    ['in the header of a login', `Basic ${Buffer.from(`sync:${secret}`).toString('base64')}`],
    ['as an address has it', '/x?token=%63anary-traede'],
    ['in part', `…${secret.slice(0, 8)}…`],
  ])('finds one %s', (_what, text) => {
    expect(findCanaries('there', text)).not.toEqual([]);
  });

  it('finds none where there is none, and says where and what stands around', () => {
    expect(
      findCanaries('there', 'an ordinary canar y log with base64 dGhpcyBpcyBub3RoaW5nIGF0IGFsbA=='),
    ).toEqual([]);
    expect(findCanaries('there', `before ${secret} after`)).toEqual([
      { where: 'there', around: `before ${secret} after` },
    ]);
  });

  it('each document carries them', () => {
    const customer = { customer_number: '10001', name: 'x' };
    const invoice = withCanaries('invoice', { id: 1, customer });
    expect(JSON.stringify(invoice).match(/canary/gi)).toHaveLength(14);
    expect(invoice).toMatchObject({ id: 1, customer: { customer_number: '10001' } });
    expect(JSON.stringify(withCanaries('accounting-entry', { id: 2, text: 'Vareforbrug' }))).toMatch(
      /canary/i,
    );
  });
});
