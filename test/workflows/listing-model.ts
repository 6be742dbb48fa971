import type { DocumentId } from '../../src/document';
import type { WalkedPage } from '../../workflows/walk';

/** Draws an integer from 0 to `below - 1`: the only source of chance, so that fast-check can repeat and shrink. */
export type Draw = (below: number) => number;

/** What becomes of a document after it was handed out. */
export type Fate =
  /** Imported and marked: it leaves the list. */
  | 'marked'
  /** Imported and marked, but the list goes on showing it; the record knows better. */
  | 'marked-but-listed'
  /** Refused, and shown as waiting from then on. */
  | 'refused'
  /** Put off for good in this run: it stays in the list as if nothing had happened. */
  | 'left'
  /** The record lost it; on the second meeting it is marked. */
  | 'forgotten';

export interface ListedDocument {
  readonly id: DocumentId;
  readonly fate: Fate;
  /** `listed`: to import. `waiting`: waits for a person. `draft`: counted on the page, but not to be imported. */
  state: 'listed' | 'waiting' | 'draft' | 'marked-but-listed';
}

export interface ListingBehaviour {
  /** How many documents the server gives for one page, whatever was asked for. */
  readonly pageSize: number;
  readonly order: 'stable' | 'shuffled';
  /** `ignored-first`: always the first page. `ignored-all`: always the whole list. */
  readonly pageNumber: 'honoured' | 'ignored-first' | 'ignored-all';
  /** Pages end early at random. */
  readonly truncates: boolean;
  /** Documents come twice on a page, or on two pages. */
  readonly repeats: boolean;
}

/** TRAEDE's list of documents that are not yet exported, with the record's view of each: what `fetchPage` answers from. */
export class ListingModel {
  readonly #behaviour: ListingBehaviour;
  readonly #draw: Draw;
  #list: ListedDocument[];
  fetches = 0;

  constructor(behaviour: ListingBehaviour, documents: readonly ListedDocument[], draw: Draw) {
    this.#behaviour = behaviour;
    this.#draw = draw;
    this.#list = [...documents];
  }

  /** What the server answers at this moment; the walk may see it later. */
  fetch(page: number): readonly ListedDocument[] {
    this.fetches += 1;
    const { pageNumber, pageSize, truncates, repeats } = this.#behaviour;
    const list = this.#ordered();
    if (pageNumber === 'ignored-all') return list;
    const start = pageNumber === 'ignored-first' ? 0 : page * pageSize;
    const whole = list.slice(start, start + pageSize);
    const shown = truncates && whole.length > 1 ? whole.slice(0, 1 + this.#draw(whole.length)) : whole;
    return repeats ? this.#withRepeats(shown, list[start - 1]) : shown;
  }

  insert(document: ListedDocument): void {
    this.#list.splice(this.#draw(this.#list.length + 1), 0, document);
  }

  remove(id: DocumentId): void {
    this.#list = this.#list.filter((document) => document.id !== id);
  }

  #ordered(): readonly ListedDocument[] {
    if (this.#behaviour.order === 'stable') return [...this.#list];
    const rest = [...this.#list];
    return this.#list.flatMap(() => rest.splice(this.#draw(rest.length), 1));
  }

  /** A full page stays as long as it was: what repeats would otherwise push documents off the end. */
  #withRepeats(
    page: readonly ListedDocument[],
    previous: ListedDocument | undefined,
  ): readonly ListedDocument[] {
    const [first] = page;
    if (first === undefined) return page;
    return this.#draw(2) === 0 ? [...page, first] : [...(previous === undefined ? [] : [previous]), ...page];
  }
}

/** The page as `fetchPage` describes it when it reads the record, at the end of its work. */
export function describePage(documents: readonly ListedDocument[]): WalkedPage {
  const idsIn = (state: ListedDocument['state']) => [
    ...new Set(documents.filter((document) => document.state === state).map(({ id }) => id)),
  ];
  return {
    count: documents.length,
    fingerprint: documents
      .map(({ id }) => id)
      .sort((a, b) => a - b)
      .join(),
    toImport: idsIn('listed'),
    waiting: idsIn('waiting'),
  };
}
