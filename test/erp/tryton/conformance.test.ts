import { describeAdapter } from '../../../src/adapter-testing';
import { trytonSubject } from './subject';
import { SERIES } from './test-books';

describeAdapter(trytonSubject(SERIES));
