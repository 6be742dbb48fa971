import { z } from 'zod';
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
