import { MultiBar, Presets, type SingleBar } from 'cli-progress';
import { DOCUMENT_TYPE_NAMES, type DocumentType, type SystemId } from '../document';
import type { SyncCounts, SyncProgress } from '../../workflows/messages';
import type { Terminal } from './terminal';

/** What people see while documents are synced: a bar for each flow, or plain lines without a terminal. */
export interface ProgressView {
  flow(systemId: SystemId, documentType: DocumentType): FlowView;
  end(): void;
}

export interface FlowView {
  update(progress: SyncProgress): void;
  end(counts: SyncCounts, error: string | null): void;
}

export function openProgress(terminal: Terminal): ProgressView {
  return terminal.interactive ? bars() : lines(terminal);
}

function bars(): ProgressView {
  const multi = new MultiBar(
    {
      stream: process.stderr,
      format: '{name} {bar} {value}/{total} exported{note}',
      clearOnComplete: false,
      hideCursor: true,
      // Without it the bars break over lines when the window is narrow.
      linewrap: false,
    },
    Presets.shades_classic,
  );
  return {
    flow(systemId, documentType) {
      const name = `${DOCUMENT_TYPE_NAMES[documentType].many} → ${systemId}`.padEnd(40);
      const bar: SingleBar = multi.create(0, 0, { name, note: '' });
      const show = (counts: SyncCounts, note: string): void => {
        bar.setTotal(Math.max(counts.fetched, 1));
        bar.update(counts.fetched === 0 ? 0 : counts.exported, { name, note });
      };
      return {
        update(progress) {
          show(
            progress,
            progress.outage === null ? attentionNote(progress) : `  waiting: ${progress.outage.message}`,
          );
        },
        end(counts, error) {
          show(counts, error === null ? attentionNote(counts) : '  stopped');
          bar.stop();
        },
      };
    },
    end() {
      multi.stop();
    },
  };
}

function attentionNote({ attention, waiting }: SyncCounts): string {
  const now = attention === 0 ? '' : `  ${attention} need a person`;
  return waiting === 0 ? now : `${now}  ${waiting} wait from before`;
}

/** At most one line for each flow in this time, however fast it goes. */
const LINE_INTERVAL_MS = 2_000;

function lines(terminal: Terminal): ProgressView {
  return {
    flow(systemId, documentType) {
      const name = `${DOCUMENT_TYPE_NAMES[documentType].many} → ${systemId}`;
      let nextLineAt = Date.now() + LINE_INTERVAL_MS;
      let lastLine = '';
      const say = (text: string): void => {
        if (text !== lastLine) terminal.say(`${name}: ${text}`);
        lastLine = text;
      };
      return {
        update(progress) {
          if (Date.now() < nextLineAt) return;
          nextLineAt = Date.now() + LINE_INTERVAL_MS;
          say(progress.outage === null ? describe(progress) : `waiting: ${progress.outage.message}`);
        },
        end(counts, error) {
          say(error === null ? `done, ${describe(counts)}` : `stopped: ${error}`);
        },
      };
    },
    end() {
      // Lines need no end.
    },
  };
}

function describe({ fetched, delivered, exported, attention, waiting }: SyncCounts): string {
  const before = waiting === 0 ? '' : `, ${waiting} wait from before`;
  return `${fetched} fetched, ${delivered} delivered, ${exported} exported, ${attention} need a person${before}`;
}
