import { erpFolder, type ErpFolder } from '../provisioning/erp-folder';

/** Tryton's current series, and the oldest one that the adapter speaks. */
export const TRYTON_SERIES = ['8.2', '6.0'] as const;
export type TrytonSeries = (typeof TRYTON_SERIES)[number];

export interface TrytonFolder extends ErpFolder {
  readonly series: TrytonSeries;
}

export function trytonFolder(series: TrytonSeries): TrytonFolder {
  return { series, ...erpFolder(`tryton-${series}`) };
}
