import { z } from 'zod';
import { parseDecimal } from '../money';
import { durationMs } from './duration';

/** Fields that several parts of the configuration share. */

export const account = z
  .union([z.string().min(1), z.number().int().nonnegative()])
  .transform(String)
  .describe('Number of an account in the ERP');

export const duration = z
  .string()
  .refine((text) => durationMs(text) !== undefined, 'a number with s, m, h or d, e.g. 5m')
  .describe('Time span: a number with s, m, h or d, e.g. 5m');

export const country = z
  .string()
  .regex(/^[A-Z]{2}$/, 'two capital letters (ISO 3166), e.g. DK')
  .describe('Country code, ISO 3166-1 alpha-2, e.g. DK');

export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'three capital letters (ISO 4217), e.g. DKK')
  .describe('Currency code, ISO 4217, e.g. DKK');

export const percent = z
  .union([z.string(), z.number()])
  .transform((value, context) => {
    const rate = parseDecimal(value);
    if (rate !== undefined) return rate;
    context.addIssue('a rate in percent, e.g. 25');
    return z.NEVER;
  })
  .describe('Rate in percent, e.g. 25');

export const amount = z
  .union([z.string(), z.number()])
  .transform((value, context) => {
    const decimal = parseDecimal(value);
    if (decimal?.gte(0) === true) return decimal;
    context.addIssue('an amount of at least 0, e.g. 0.05');
    return z.NEVER;
  })
  .describe('Amount of money, e.g. 0.05');
