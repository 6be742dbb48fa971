import { describeAdapter } from '../../src/adapter-testing';
import { memorySubject } from './memory-subject';

describeAdapter(memorySubject());
