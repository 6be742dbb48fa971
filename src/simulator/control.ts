import { z } from 'zod';
import { DOCUMENT_TYPES } from '../document';
import { jsonAnswer, messageAnswer, validationAnswer, type Answer } from './answers';
import { behaviourSchema } from './behaviour';
import { faultRuleSchema } from './faults';
import type { Simulation } from './simulation';

/** Addresses below this steer the simulator; no TRAEDE has them. */
export const CONTROL_PREFIX = '/__simulator/';

/** Replaces the fault rules, and changes the behaviours named; either may be left out. */
const faultsBodySchema = z.strictObject({
  faults: z.array(faultRuleSchema).max(100).optional(),
  behaviour: behaviourSchema.partial().optional(),
});

/** The behaviour without what only code can set. */
const behaviourSettings = behaviourSchema.strip();

/** More in one call would hold up every other caller. */
const MAX_CREATED_PER_CALL = 10_000;

const createBodySchema = z.strictObject({
  documentType: z.enum(DOCUMENT_TYPES),
  count: z.int().min(1).max(MAX_CREATED_PER_CALL),
});

const editBodySchema = z.strictObject({
  documentType: z.enum(DOCUMENT_TYPES),
  id: z.int(),
  change: z.record(z.string(), z.unknown()),
});

/** Answers a call to a control endpoint. */
export function control(simulation: Simulation, method: string, path: string, body: string): Answer {
  switch (`${method} ${path.slice(CONTROL_PREFIX.length)}`) {
    case 'GET state':
      return jsonAnswer(200, state(simulation));
    case 'POST faults':
      return withBody(faultsBodySchema, body, ({ faults, behaviour }) => {
        if (faults !== undefined) simulation.faults.set(faults);
        simulation.setBehaviour(behaviourSettings.parse({ ...simulation.behaviour, ...behaviour }));
        return jsonAnswer(200, state(simulation));
      });
    case 'POST documents':
      return withBody(createBodySchema, body, ({ documentType, count }) =>
        jsonAnswer(201, { documentType, ids: simulation.create(documentType, count) }),
      );
    case 'POST edit':
      return withBody(editBodySchema, body, ({ documentType, id, change }) =>
        jsonAnswer(200, simulation.edit(documentType, id, change)),
      );
    default:
      return messageAnswer(404, 'Not Found');
  }
}

function state(simulation: Simulation): unknown {
  const { total, counts } = simulation.calls.snapshot();
  return {
    documents: Object.fromEntries(
      DOCUMENT_TYPES.map((type) => [type, simulation.collections[type].bookedCount]),
    ),
    marks: Object.fromEntries(
      simulation.marks.systemIds.map((systemId) => [
        systemId,
        Object.fromEntries(DOCUMENT_TYPES.map((type) => [type, simulation.marks.of(systemId, type).size])),
      ]),
    ),
    calls: { total, ...counts },
    faults: simulation.faults.report,
    behaviour: behaviourSettings.parse(simulation.behaviour),
  };
}

function withBody<Body>(schema: z.ZodType<Body>, text: string, answer: (body: Body) => Answer): Answer {
  try {
    return answer(schema.parse(JSON.parse(text)));
  } catch (error) {
    if (error instanceof z.ZodError) return validationAnswer([z.prettifyError(error)]);
    if (error instanceof SyntaxError || error instanceof RangeError) return validationAnswer([error.message]);
    throw error;
  }
}
