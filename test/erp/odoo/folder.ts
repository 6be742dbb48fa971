import { erpFolder, type ErpFolder } from '../provisioning/erp-folder';

/** The current release, spoken to over JSON-2, and the oldest one that the adapter speaks to, over JSON-RPC. */
export const ODOO_RELEASES = ['19.0', '14.0'] as const;
export type OdooRelease = (typeof ODOO_RELEASES)[number];

export interface OdooFolder extends ErpFolder {
  readonly release: OdooRelease;
}

export function odooFolder(release: OdooRelease): OdooFolder {
  return { release, ...erpFolder(`odoo-${release}`) };
}
