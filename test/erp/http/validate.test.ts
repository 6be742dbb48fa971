import { ErpAccessDeniedError, ErpUnavailableError } from '../../../src/erp/adapter';
import { decimal } from '../../../src/money';
import { invoice } from '../ledger/postings';
import { adapterOn, startReceiver, type Receiver } from './receiver';
import { startScriptedEndpoint } from './scripted-endpoint';

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver({ CLOSED_UNTIL: '2025-12-31' });
});
afterAll(() => receiver.remove());

const asking = (url: string) => adapterOn(url, { endpoints: { validate: `${url}/validate` } });

describe('an endpoint that is asked beforehand', () => {
  it('is not there unless it is configured: a dry run then says that the ERP was not asked', () => {
    expect(adapterOn(receiver.url)).not.toHaveProperty('preflight');
  });

  it('is looked at by check, and leaves nothing behind', async () => {
    const results = await asking(receiver.url).check();
    expect(results.at(-1)).toMatchObject({ subject: 'endpoint validate', ok: true });
    expect(receiver.journal()).toEqual([]);
  });

  it('is not even sent what cannot be sent', async () => {
    const posting = invoice(1);
    const totals = { ...posting.totals, net: decimal('0.001') };
    expect(await asking(receiver.url).preflight?.({ ...posting, totals })).toMatchObject({
      code: 'erp-rejected',
    });
  });

  it('says nothing of what is booked, and names other content under its reference', async () => {
    const adapter = asking(receiver.url);
    await adapter.post(invoice(7));
    expect(await adapter.preflight?.(invoice(7))).toBeUndefined();
    const other = invoice(7, { lines: [{ net: '1.00', tax: '0.25' }] });
    expect(await adapter.preflight?.(other)).toMatchObject({ code: 'posted-differently' });
  });

  it.each([
    ['an empty answer', 200, ''],
    ['an empty object', 200, '{}'],
    ['a web page', 200, '<html></html>'],
    ['a problem with the status of success', 200, '{"problem":{"message":"No."}}'],
    ['a refusal without a reason', 422, '{}'],
    ['an error', 500, '{"problem":null}'],
    ['no such endpoint', 404, ''],
  ])('knows nothing after %s', async (_what, status, body) => {
    const endpoint = await startScriptedEndpoint();
    endpoint.answer({ status, body });
    try {
      await expect(asking(endpoint.url).preflight?.(invoice(1))).rejects.toBeInstanceOf(ErpUnavailableError);
    } finally {
      await endpoint.close();
    }
  });

  it('stops everything when it refuses the signature', async () => {
    const adapter = adapterOn(receiver.url, {
      endpoints: { validate: `${receiver.url}/validate` },
      signingKeys: ['another-signing-key-0123456789abcdef0123456'],
    });
    await expect(adapter.preflight?.(invoice(1))).rejects.toBeInstanceOf(ErpAccessDeniedError);
  });
});
