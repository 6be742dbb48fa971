import { isDeepStrictEqual } from 'node:util';
import { DOCUMENT_TYPES, type DocumentType } from '../../src/document';
import type { Simulator } from '../../src/simulator';
import type { ErpDocument } from '../cli/answers';
import { asBooked, inOrder, wantedBooks, type ComparisonOptions } from '../cli/comparison';

/** So many are told; a run that goes wrong often does so for all. */
const MAX_TOLD = 20;

/**
 * Whether every booked document of TRAEDE is in the ERP once and to the cent, nothing else is, and TRAEDE was told of each
 * once. @returns what is wrong, one line each; empty where nothing is
 */
export function checkMainJob(
  simulator: Simulator,
  options: ComparisonOptions,
  listed: readonly ErpDocument[],
): readonly string[] {
  const wanted = wantedBooks(simulator, options);
  const held = inOrder(listed.map(asBooked));
  const references = new Map(held.map((document) => [document.externalReference, document]));
  const twice = held.length - references.size;
  const strange = [...references.keys()].filter(
    (reference) => !wanted.some(({ externalReference }) => externalReference === reference),
  );
  const problems = [
    ...(twice === 0 ? [] : [`${twice} documents are in the ERP more than once`]),
    ...strange.map((reference) => `${reference} is in the ERP, but not in TRAEDE`),
    ...wanted.flatMap((document) => {
      const found = references.get(document.externalReference);
      if (found === undefined) return [`${document.externalReference} is not in the ERP`];
      return isDeepStrictEqual(found, document) ? [] : [`${document.externalReference} differs in the ERP`];
    }),
    ...DOCUMENT_TYPES.flatMap((type) => unmarked(simulator, options, type)),
  ];
  const more = problems.length - MAX_TOLD;
  return more > 0 ? [...problems.slice(0, MAX_TOLD), `… and ${more} more`] : problems;
}

function unmarked(
  simulator: Simulator,
  { systemId, marks: often = 'once' }: ComparisonOptions,
  type: DocumentType,
): readonly string[] {
  const marks = simulator.marks(systemId, type);
  return simulator.documents(type).flatMap(({ id }) => {
    const times = marks.get(id)?.times ?? 0;
    const isRight = often === 'once' ? times === 1 : times >= 1;
    return isRight ? [] : [`TRAEDE was told ${times} times of ${type} ${id}`];
  });
}
