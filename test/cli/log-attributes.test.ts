import { logAttributes } from '../../src/cli/log-attributes';
import { ConfigError } from '../../src/config/errors';
import { metricsAddressOf } from '../../src/config/metrics-address';

describe('attributes of a log line', () => {
  it('name the document of its workflow', () => {
    const workflowId = 'document:acme:brand:credit-note:1042';
    expect(logAttributes({ workflowId, runId: 'r-1' })).toEqual({
      system: 'acme:brand',
      documentType: 'credit-note',
      documentId: 1_042,
      workflowId,
      runId: 'r-1',
    });
  });

  it.each(['sync:acme:invoice', 'sync:acme:invoice-2026-11-26T03:27:40Z'])(
    'name the flow of the run %s',
    (workflowId) => {
      // Activities call the run's id otherwise.
      expect(
        logAttributes({ workflowId, workflowRunId: 'r-2', activityType: 'importDocuments', attempt: 2 }),
      ).toEqual({
        system: 'acme',
        documentType: 'invoice',
        workflowId,
        runId: 'r-2',
        activityType: 'importDocuments',
        attempt: 2,
      });
    },
  );

  it('hold nothing that is not listed, and no address in an error', () => {
    const error = new Error(`kim@example.com is not known ${'x'.repeat(2_000)}`);
    const found = logAttributes({
      ...{ args: ['secret'], input: { name: 'Boutique' }, customer: 'Boutique', error },
      ...{ documentId: { name: 'Boutique' }, workflowId: 'w'.repeat(5_000) },
    });
    expect(JSON.stringify(found)).not.toMatch(/secret|Boutique|kim@/);
    expect(JSON.stringify(found).length).toBeLessThan(1_000);
    expect(found['error']).toMatch(/^Error: \[e-mail\] is not known/);
  });

  it('are none where there are none', () => {
    expect(logAttributes(undefined)).toEqual({});
  });
});

describe('where metrics are offered', () => {
  it('is said by the flag, else by the variable, else nowhere', () => {
    const environment = { TRAEDE_SYNC_METRICS_ADDRESS: '0.0.0.0:9464' };
    expect(metricsAddressOf({}, undefined)).toBeUndefined();
    expect(metricsAddressOf(environment, undefined)).toBe('0.0.0.0:9464');
    expect(metricsAddressOf(environment, '[::1]:9000')).toBe('[::1]:9000');
  });

  it.each([
    '9464',
    'localhost:9464',
    '127.0.0.1',
    '127.0.0.1:0',
    '127.0.0.1:65536',
    '1.2.3.4.5:80',
    '::1:80',
    'http://127.0.0.1:80',
  ])('is not %s', (text) => {
    expect(() => metricsAddressOf({}, text)).toThrow(ConfigError);
    expect(() => metricsAddressOf({ TRAEDE_SYNC_METRICS_ADDRESS: text }, undefined)).toThrow(
      /TRAEDE_SYNC_METRICS_ADDRESS/,
    );
  });
});
