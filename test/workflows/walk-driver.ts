import type { DocumentId } from '../../src/document';
import { Walk, type WalkedPage } from '../../workflows/walk';
import { describePage, type Draw, type ListedDocument, type ListingModel } from './listing-model';

export interface WalkOutcome {
  readonly finished: boolean;
  readonly fetches: number;
  /** How often each document was handed out. */
  readonly handedOut: ReadonlyMap<DocumentId, number>;
}

export interface Drive {
  readonly listing: ListingModel;
  readonly documents: ReadonlyMap<DocumentId, ListedDocument>;
  /** New documents that come in while the walk is on its way. */
  readonly arrivals: ListedDocument[];
  readonly draw: Draw;
  readonly maxFetches: number;
  /** Longest time, in fetches, from handing a document out to hearing that it was marked. */
  readonly maxDelay: number;
  /** Absent: as in runs that an older version began. */
  readonly pagesAtOnce: number | undefined;
}

interface InFlight {
  readonly document: ListedDocument;
  /** Fetches until the list changes. */
  untilDone: number;
  /** Fetches until the walk hears of it. */
  untilHeard: number;
}

/**
 * Drives a {@link Walk} as `syncDocuments` does: one fetch outstanding, documents on their way while it is, a quiet look
 * only when nothing is in flight.
 */
export function driveWalk(drive: Drive): WalkOutcome {
  const walk = new Walk(drive.pagesAtOnce);
  const work = new Work(walk, drive);
  while (drive.listing.fetches < drive.maxFetches) {
    const fetched = fetch(walk, work, drive);
    work.handOut(walk.see(fetched).flat());
    if (!walk.ended) continue;
    const quiet = !walk.mayHaveSkipped;
    if (quiet) work.drain();
    if (walk.finished) return outcome(true, drive, work);
    walk.lookAgain({ quiet });
  }
  return outcome(false, drive, work);
}

/** Requests and answers travel while marks and arrivals go on: a page may be out of date when it is seen. */
function fetch(walk: Walk, work: Work, drive: Drive): readonly WalkedPage[] {
  const { page: first, pages } = walk.issueFetch();
  const fetched: WalkedPage[] = [];
  for (let at = 0; at < pages; at += 1) {
    work.goOn();
    arrive(drive);
    const page = describePage(drive.listing.fetch(first + at));
    work.goOn();
    arrive(drive);
    fetched.push(page);
    if (page.count === 0) break;
  }
  return fetched;
}

function arrive({ arrivals, listing, draw }: Drive): void {
  if (draw(3) !== 0) return;
  const document = arrivals.pop();
  if (document !== undefined) listing.insert(document);
}

function outcome(finished: boolean, drive: Drive, work: Work): WalkOutcome {
  return { finished, fetches: drive.listing.fetches, handedOut: work.handedOut };
}

/** The documents on their way. */
class Work {
  readonly handedOut = new Map<DocumentId, number>();
  readonly #walk: Walk;
  readonly #drive: Drive;
  #inFlight: InFlight[] = [];

  constructor(walk: Walk, drive: Drive) {
    this.#walk = walk;
    this.#drive = drive;
  }

  handOut(ids: readonly DocumentId[]): void {
    for (const id of ids) {
      this.handedOut.set(id, (this.handedOut.get(id) ?? 0) + 1);
      const document = this.#drive.documents.get(id);
      if (document === undefined) throw new Error(`document ${id} was made up by the walk`);
      const untilDone = this.#drive.draw(this.#drive.maxDelay + 1);
      this.#inFlight.push({
        document,
        untilDone,
        untilHeard: untilDone + this.#drive.draw(this.#drive.maxDelay + 1),
      });
    }
  }

  goOn(): void {
    this.#inFlight = this.#inFlight.filter((item) => {
      if (item.untilDone === 0) this.#changeList(item.document);
      if (item.untilHeard === 0) this.#tellWalk(item.document);
      item.untilDone -= 1;
      item.untilHeard -= 1;
      return item.untilHeard >= 0;
    });
  }

  drain(): void {
    while (this.#inFlight.length > 0) this.goOn();
  }

  #changeList(document: ListedDocument): void {
    switch (document.fate) {
      case 'marked':
        this.#drive.listing.remove(document.id);
        return;
      case 'marked-but-listed':
        document.state = 'marked-but-listed';
        return;
      case 'refused':
        document.state = 'waiting';
        return;
      case 'forgotten':
        if (this.#isSecondTime(document)) this.#drive.listing.remove(document.id);
        return;
      case 'left':
        return;
    }
  }

  #tellWalk(document: ListedDocument): void {
    switch (document.fate) {
      case 'marked':
      case 'marked-but-listed':
        this.#walk.settle(document.id);
        return;
      case 'forgotten':
        if (this.#isSecondTime(document)) this.#walk.settle(document.id);
        else this.#walk.forget(document.id);
        return;
      case 'refused':
      case 'left':
        this.#walk.leave(document.id);
        return;
    }
  }

  #isSecondTime({ id }: ListedDocument): boolean {
    return (this.handedOut.get(id) ?? 0) > 1;
  }
}
