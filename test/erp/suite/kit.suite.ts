import { describeAdapter, type ConformanceSubject } from '../../../src/adapter-testing';
import { HTTP_SUBJECT } from '../http/subject';
import { LEDGER_SUBJECT } from '../ledger/subject';
import { odooSubject } from '../odoo/subject';
import { trytonSubject } from '../tryton/subject';
import { erpTestSettings } from './settings';

/** Only what is asked for is made: a subject may start a server when it is opened. */
const SUBJECTS: Readonly<Record<string, () => ConformanceSubject>> = {
  ledger: () => LEDGER_SUBJECT,
  http: () => HTTP_SUBJECT,
  tryton: () => trytonSubject('8.2'),
  tryton6: () => trytonSubject('6.0'),
  odoo19: () => odooSubject('19.0'),
  odoo14: () => odooSubject('14.0'),
};

const { erp } = erpTestSettings();
const subject = SUBJECTS[erp]?.();
if (subject === undefined) throw new Error(`no subject for ${erp}: ${Object.keys(SUBJECTS).join(', ')}`);
describeAdapter(subject);
