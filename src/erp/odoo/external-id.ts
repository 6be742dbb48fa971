import { isExternalReference, type ExternalReference } from '../../document';

/**
 * The external id is the claim on a reference: Odoo's database holds each (module, name) once, and makes it together
 * with its document. `traede:acme:invoice:1042` becomes `traede.acme.invoice.1042`, as Odoo writes it.
 */

/** Where our documents' external ids live. No module of Odoo has this name, so no update of one removes them. */
export const DOCUMENT_MODULE = 'traede';
/** Where those of customers live that we created. */
export const CUSTOMER_MODULE = 'traede_customer';

const PREFIX = 'traede:';

/** The name within the module. Stable for ever: with another name every posted document would look new. */
export function externalIdName(reference: ExternalReference): string {
  return encodeName(reference.slice(PREFIX.length));
}

/** The inverse of {@link externalIdName}; `undefined` for a name that stands for no reference of ours. */
export function referenceOfName(name: string): ExternalReference | undefined {
  const reference = `${PREFIX}${decodeName(name)}`;
  return isExternalReference(reference) && externalIdName(reference) === name ? reference : undefined;
}

/** As in Odoo's interface: module, dot, name. */
export function externalId(reference: ExternalReference): string {
  return `${DOCUMENT_MODULE}.${externalIdName(reference)}`;
}

export function customerExternalId(number: string): string {
  return `${CUSTOMER_MODULE}.${encodeName(number)}`;
}

/** Odoo refuses blanks; a colon reads better as a dot, and everything else is written byte by byte: `_2e`. */
function encodeName(text: string): string {
  return text.replace(/[^A-Za-z0-9-]/gu, (character) => (character === ':' ? '.' : escapeBytes(character)));
}

function escapeBytes(character: string): string {
  return [...Buffer.from(character, 'utf8')].map((byte) => `_${byte.toString(16).padStart(2, '0')}`).join('');
}

function decodeName(name: string): string {
  return name
    .replace(/\./g, ':')
    .replace(/(?:_[0-9a-f]{2})+/g, (escaped) =>
      Buffer.from(escaped.replaceAll('_', ''), 'hex').toString('utf8'),
    );
}
