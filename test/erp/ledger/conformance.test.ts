import { describeAdapter } from '../../../src/adapter-testing';
import { LEDGER_SUBJECT } from './subject';

describeAdapter(LEDGER_SUBJECT);
