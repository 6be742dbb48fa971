import type { ErpAdapter } from '../adapter';
import { check } from './check';
import { openConnection } from './exchange';
import { httpErpSettings, type HttpErpOptions } from './options';
import { post } from './post';
import { find, list } from './read';
import { validate } from './validate';

export type { HttpErpOptions } from './options';

/**
 * An ERP behind a user's own endpoints: see docs/erp/http.md for what they answer when. The endpoint stores the
 * idempotency key together with the document, and so excludes a second posting under one reference.
 * @throws RangeError for options that cannot work, without repeating their values
 */
export function createHttpErp(options: HttpErpOptions): ErpAdapter {
  const settings = httpErpSettings(options);
  const connection = openConnection(settings);
  const { accessToken, signingKeys } = settings;
  const secrets = accessToken === undefined ? signingKeys : [...signingKeys, accessToken];
  const context = { connection, secrets };
  return {
    name: 'http',
    company: settings.company,
    capabilities: settings.capabilities,
    check: () => check(connection, secrets, settings.endpoints.validate !== undefined),
    find: (references, callOptions) => find(connection, references, callOptions),
    post: (posting, callOptions) => post(context, posting, callOptions),
    // Without an endpoint to ask there is none: a dry run then says that the ERP was not asked.
    ...(settings.endpoints.validate === undefined
      ? {}
      : { preflight: (posting, callOptions) => validate(context, posting, callOptions) }),
    list: (listOptions) => list(connection, listOptions),
    close() {
      connection.close();
      return Promise.resolve();
    },
  };
}
