import { MultiBar, Presets, type SingleBar } from 'cli-progress';
import { DOCUMENT_TYPE_NAMES, type DocumentType, type SystemId } from '../document';
import type { Terminal } from './terminal';

/** What people see while a dry run reads; how many documents wait is known at the end only. */
export interface DryRunProgress {
  update(systemId: SystemId, documentType: DocumentType, read: number): void;
  /** Can be called twice. */
  end(): void;
}

export function openDryRunProgress(terminal: Terminal): DryRunProgress {
  return terminal.interactive ? bars() : lines(terminal);
}

function bars(): DryRunProgress {
  const multi = new MultiBar(
    { stream: process.stderr, format: '{name} {bar} {value} looked at', hideCursor: true, linewrap: false },
    Presets.shades_classic,
  );
  const known = new Map<string, SingleBar>();
  return {
    update(systemId, documentType, read) {
      const name = nameOf(systemId, documentType).padEnd(NAME_WIDTH);
      const bar = known.get(name) ?? multi.create(read, 0, { name });
      known.set(name, bar);
      bar.setTotal(read);
      bar.update(read, { name });
    },
    end() {
      multi.stop();
    },
  };
}

const NAME_WIDTH = 40;
/** One line in this time, however fast it goes. */
const LINE_INTERVAL_MS = 2_000;

function lines(terminal: Terminal): DryRunProgress {
  let nextLineAt = Date.now() + LINE_INTERVAL_MS;
  return {
    update(systemId, documentType, read) {
      if (Date.now() < nextLineAt) return;
      nextLineAt = Date.now() + LINE_INTERVAL_MS;
      terminal.say(`${nameOf(systemId, documentType)}: ${read} looked at`);
    },
    end() {
      // Lines need no end.
    },
  };
}

function nameOf(systemId: SystemId, documentType: DocumentType): string {
  return `${DOCUMENT_TYPE_NAMES[documentType].many} → ${systemId}`;
}
