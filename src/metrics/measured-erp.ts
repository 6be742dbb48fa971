import type { SystemId } from '../document';
import type { ErpAdapter, PostOutcome } from '../erp/adapter';
import type { Adoption, LinkOutcome } from '../erp/adoption';
import { measured, measuredList } from './measured-call';
import type { Metrics } from './metrics';
import type { CallOutcome, OPERATIONS } from './names';

type ErpOperation = (typeof OPERATIONS)['erp'][number];

/** The same adapter, with its calls recorded. What it cannot do, it cannot do measured either. */
export function measuredErp(adapter: ErpAdapter, systemId: SystemId, metrics: Metrics): ErpAdapter {
  const call = (operation: ErpOperation) => ({ systemId, side: 'erp' as const, operation });
  const preflight = adapter.preflight?.bind(adapter);
  const firstOpenDay = adapter.firstOpenDay?.bind(adapter);
  const chart = adapter.chart?.bind(adapter);
  const { adoption } = adapter;
  return {
    name: adapter.name,
    company: adapter.company,
    capabilities: adapter.capabilities,
    // Asked by people, and tells failures as results.
    check: () => adapter.check(),
    find: (references, options) => measured(metrics, call('find'), () => adapter.find(references, options)),
    post: (posting, options) => measured(metrics, call('post'), () => adapter.post(posting, options), ofPost),
    list: (options) => measuredList(metrics, call('list'), () => adapter.list(options)),
    ...(preflight === undefined
      ? {}
      : {
          preflight: (posting, options) =>
            measured(metrics, call('preflight'), () => preflight(posting, options)),
        }),
    ...(firstOpenDay === undefined
      ? {}
      : {
          firstOpenDay: (posting, options) =>
            measured(metrics, call('first-open-day'), () => firstOpenDay(posting, options)),
        }),
    ...(chart === undefined
      ? {}
      : { chart: (options) => measured(metrics, call('chart'), () => chart(options)) }),
    ...(adoption === undefined ? {} : { adoption: measuredAdoption(adoption, systemId, metrics) }),
    close: () => adapter.close(),
  };
}

function measuredAdoption(adoption: Adoption, systemId: SystemId, metrics: Metrics): Adoption {
  const call = { systemId, side: 'erp' } as const;
  return {
    kinds: adoption.kinds,
    unlinked: (days, options) =>
      measuredList(metrics, { ...call, operation: 'unlinked' }, () => adoption.unlinked(days, options)),
    link: (document, reference, options) =>
      measured(
        metrics,
        { ...call, operation: 'link' },
        () => adoption.link(document, reference, options),
        ofLink,
      ),
  };
}

function ofPost({ kind }: PostOutcome): CallOutcome {
  return kind === 'posted' ? 'ok' : kind;
}

function ofLink({ kind }: LinkOutcome): CallOutcome {
  switch (kind) {
    case 'linked':
      return 'ok';
    case 'refused':
      return 'rejected';
    case 'uncertain':
      return 'uncertain';
  }
}
