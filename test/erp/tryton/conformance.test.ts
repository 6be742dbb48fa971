import { describeAdapter, FAULTS } from '../../../src/adapter-testing';
import { trytonSubject } from './subject';
import { SERIES } from './test-books';

// Each call meets one of the five faults; all faults at every call are for `npm run test:erp -- tryton`.
describeAdapter(trytonSubject(SERIES, { sweepStep: FAULTS.length }));
