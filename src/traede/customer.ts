import { z } from 'zod';
import { customerCountry } from './customer-country';
import { displayText, identifier, lenientId, lenientIdentifier, object, recordOrEmpty } from './fields';
import type { TraedeCustomer } from './document';

/** Left as it is for {@link customerCountry}, which tries many places. */
const place = z.unknown().optional();

/**
 * The `customer` of a sales document. One that was not included, or is no object, reads as a customer of whom nothing
 * is known: whether that will do is for the accounting to say.
 */
export const customerSchema = recordOrEmpty.pipe(
  object({
    id: lenientId,
    customer_number: identifier,
    name: displayText,
    vat_number: lenientIdentifier,
    email: displayText,
    country: place,
    country_code: place,
    address: place,
    addresses: place,
    billing_address: place,
    invoice_address: place,
    delivery_address: place,
  }).transform((customer): TraedeCustomer => ({
    id: customer.id,
    number: customer.customer_number,
    name: customer.name,
    country: customerCountry(customer),
    vatNumber: customer.vat_number,
    email: customer.email,
  })),
);
