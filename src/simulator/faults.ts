import { z } from 'zod';
import { DOCUMENT_TYPES } from '../document';
import type { Route } from './endpoints';
import { randomFor, type Random } from './random';

/** Which calls a rule is for; what is left out fits every call. */
const scope = {
  route: z.enum(['export', 'mark', 'document']).optional(),
  documentType: z.enum(DOCUMENT_TYPES).optional(),
  /** Only export calls for this page. */
  page: z.int().min(0).optional(),
  /** From this one on of the calls that the rule is for; the first is 1. */
  fromCall: z.int().min(1).optional(),
  /** How often it happens; without it, for ever. */
  times: z.int().min(1).optional(),
  /** Of happening at a call that the rule is for, drawn from the seed; without it, always. */
  probability: z.number().min(0).max(1).optional(),
};

/** Longest that an answer can be held back: beyond any client's time-out, and a test that forgets it ends. */
const MAX_DELAY_MS = 600_000;

const rule = <Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) =>
  z.strictObject({ ...scope, kind: z.literal(kind), ...shape });

export const faultRuleSchema = z.discriminatedUnion('kind', [
  /** 401, as for a token that was revoked. */
  rule('unauthorized', {}),
  /** 422 in TRAEDE's documented form. */
  rule('validation', { detail: z.string().optional() }),
  /** 429, with `Retry-After` in seconds, as a date, or without it. */
  rule('rate-limit', { retryAfter: z.union([z.int().min(0), z.literal('date')]).optional() }),
  /** 500 as JSON (the default), 502 as the HTML of a proxy, 503 with nothing. */
  rule('server-error', { status: z.union([z.literal(500), z.literal(502), z.literal(503)]).optional() }),
  /** 200 with a page for people, as of a log-in or a maintenance screen. */
  rule('html-page', {}),
  /** The connection ends before anything was done. */
  rule('lost-request', {}),
  /** The call is carried out, then the connection ends without an answer. */
  rule('lost-answer', {}),
  /** The connection is reset (RST) before anything was done. */
  rule('reset', {}),
  /** The answer is held back, before or after the call is carried out; it is carried out in any case. */
  rule('slow', {
    delayMs: z.int().min(0).max(MAX_DELAY_MS),
    delay: z.enum(['before-acting', 'after-acting']).optional(),
  }),
  /** The call is carried out; half of the answer is sent, then the connection ends. */
  rule('truncated-body', {}),
  /** The call is carried out, then answered with 500. */
  rule('error-after-acting', {}),
]);

export type FaultRule = z.infer<typeof faultRuleSchema>;
export type FaultKind = FaultRule['kind'];
/** A fault that decides the answer. */
export type AnswerFault = Exclude<FaultRule, { kind: 'slow' }>;

/** What goes wrong with one call. */
export interface FaultPlan {
  readonly delayBeforeMs: number;
  readonly delayAfterMs: number;
  /** The first rule that fires, besides slowness; null: the call is answered as usual. */
  readonly fault: AnswerFault | null;
}

interface ArmedRule {
  readonly rule: FaultRule;
  readonly random: Random;
  matched: number;
  fired: number;
}

/** The rules in force, with what each has done so far. */
export class FaultRules {
  readonly #seed: number;
  #armed: ArmedRule[] = [];

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Replaces all rules; their counting starts anew. */
  set(rules: readonly FaultRule[]): void {
    this.#armed = rules.map((rule, index) => ({
      rule,
      random: randomFor(this.#seed, 'fault', index),
      matched: 0,
      fired: 0,
    }));
  }

  /** How often each rule has fired. */
  get report(): readonly { readonly rule: FaultRule; readonly fired: number }[] {
    return this.#armed.map(({ rule, fired }) => ({ rule, fired }));
  }

  /**
   * Slowness adds up; of the other rules the first that fires wins, and those after it do not count the call.
   * @param page of an export call; null for other calls
   */
  plan(route: Route, page: number | null): FaultPlan {
    let delayBeforeMs = 0;
    let delayAfterMs = 0;
    for (const armed of this.#armed) {
      if (!fits(armed.rule, route, page) || !fires(armed)) continue;
      const { rule } = armed;
      if (rule.kind !== 'slow') return { delayBeforeMs, delayAfterMs, fault: rule };
      if (rule.delay === 'after-acting') delayAfterMs += rule.delayMs;
      else delayBeforeMs += rule.delayMs;
    }
    return { delayBeforeMs, delayAfterMs, fault: null };
  }
}

function fits(rule: FaultRule, route: Route, page: number | null): boolean {
  return (
    (rule.route ?? route.kind) === route.kind &&
    (rule.documentType ?? route.documentType) === route.documentType &&
    (rule.page ?? page) === page
  );
}

function fires(armed: ArmedRule): boolean {
  const { fromCall = 1, times = Infinity, probability = 1 } = armed.rule;
  armed.matched += 1;
  if (armed.matched < fromCall || armed.fired >= times) return false;
  if (!armed.random.chance(probability)) return false;
  armed.fired += 1;
  return true;
}
