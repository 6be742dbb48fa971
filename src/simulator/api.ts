import type { DocumentType } from '../document';
import { emptyAnswer, jsonAnswer, messageAnswer, validationAnswer, type Answer } from './answers';
import { ENDPOINTS, type Route } from './endpoints';
import type { DocumentHeader } from './headers';
import { order, page, select, type ListContext } from './list';
import { parseMarkBody, type MarkRequest } from './marks';
import { parseParameters, refused, type Parsed } from './parameters';
import { present } from './presentation';
import { parseExportQuery, parseIncludes } from './query';
import type { Simulation } from './simulation';

/** A call whose caller may make it. */
export interface ApiRequest {
  readonly route: Route;
  /** Without the question mark. */
  readonly search: string;
  /** As JSON says it is; null: no content type, or another one. */
  readonly jsonBody: string | null;
}

/** Carries a call out. */
export function act(simulation: Simulation, { route, search, jsonBody }: ApiRequest): Answer {
  switch (route.kind) {
    case 'export':
      return list(simulation, route.documentType, search);
    case 'mark':
      return mark(simulation, route.documentType, jsonBody);
    case 'document':
      return oneDocument(simulation, route.documentType, route.documentId, search);
  }
}

function list(simulation: Simulation, documentType: DocumentType, search: string): Answer {
  const parsed = parseExportQuery(search, ENDPOINTS[documentType].relations);
  if (!parsed.ok) return validationAnswer(parsed.details);
  const query = parsed.value;
  if (query.page > 0) insertWhileWalking(simulation, documentType);
  const { behaviour, seed, calls, collections, marks, front } = simulation;
  const context: ListContext = { behaviour, seed, call: calls.exportCalls, front: front[documentType] };
  const selected = select(collections[documentType].headers, marks.of(query.systemId, documentType), query);
  const shown = page(order(selected, context), query, context);
  return jsonAnswer(200, {
    [ENDPOINTS[documentType].envelope]: shown.map((header) =>
      presented(simulation, documentType, header, query.includes),
    ),
    ...(behaviour.total ? { total: selected.length } : {}),
  });
}

/** Somebody books a document while a client walks the pages: everything behind it shifts. */
function insertWhileWalking(simulation: Simulation, documentType: DocumentType): void {
  const { perCall, atMost } = simulation.behaviour.insertWhileWalking;
  const front = simulation.front[documentType];
  const count = Math.min(perCall, Math.max(0, atMost - front.size));
  for (const id of simulation.create(documentType, count)) front.add(id);
}

function presented(
  simulation: Simulation,
  documentType: DocumentType,
  { id }: DocumentHeader,
  includes: readonly string[],
): unknown {
  const document = simulation.collections[documentType].document(id);
  return document === undefined ? null : present(documentType, document, includes, simulation.behaviour);
}

function mark(simulation: Simulation, documentType: DocumentType, jsonBody: string | null): Answer {
  if (jsonBody === null) return validationAnswer(['Content-Type must be application/json']);
  const body = parseJson(jsonBody);
  const parsed = body.ok ? parseMarkBody(documentType, body.value) : body;
  if (!parsed.ok) return validationAnswer(parsed.details);
  const checked = parsed.value.map((element) => checkMark(simulation, documentType, element));
  const good = checked.flatMap((element) => (element.ok ? [element.value] : []));
  const details = checked.flatMap((element) => (element.ok ? [] : element.details));
  if (details.length === 0 || simulation.behaviour.partialMarks) simulation.mark(documentType, good);
  return details.length === 0 ? marked(simulation, documentType, good) : validationAnswer(details);
}

function checkMark(
  simulation: Simulation,
  documentType: DocumentType,
  element: Parsed<MarkRequest>,
): Parsed<MarkRequest> {
  if (!element.ok) return element;
  const { documentId } = element.value;
  const { idKey } = ENDPOINTS[documentType];
  const header = simulation.collections[documentType].header(documentId);
  if (header === undefined) return refused(`${idKey} ${documentId} does not exist`);
  return header.number === null ? refused(`${idKey} ${documentId} is not booked`) : element;
}

function marked(simulation: Simulation, documentType: DocumentType, marks: readonly MarkRequest[]): Answer {
  const { envelope, idKey } = ENDPOINTS[documentType];
  switch (simulation.behaviour.markAnswer) {
    case 'no-content':
      return emptyAnswer(204);
    case 'empty':
      return emptyAnswer(200);
    case 'empty-object':
      return jsonAnswer(200, {});
    case 'echo':
      return jsonAnswer(200, {
        [envelope]: marks.map(({ documentId, systemId, note }) => ({
          [idKey]: documentId,
          system_id: systemId,
          note,
        })),
      });
  }
}

function oneDocument(simulation: Simulation, type: DocumentType, id: number, search: string): Answer {
  const { singleDocument } = simulation.behaviour;
  const header = simulation.collections[type].header(id);
  if (singleDocument === 'absent' || header === undefined) return messageAnswer(404, 'Not Found');
  const includes = parseIncludes(parseParameters(search), ENDPOINTS[type].relations);
  if (!includes.ok) return validationAnswer(includes.details);
  const document = presented(simulation, type, header, includes.value);
  // `{"invoice": {…}}`: the envelope of TRAEDE's documented single product, by analogy.
  const key = ENDPOINTS[type].idKey.replace(/_id$/, '');
  return jsonAnswer(200, singleDocument === 'bare' ? document : { [key]: document });
}

function parseJson(text: string): Parsed<unknown> {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return refused('the body is not JSON');
  }
}
