import { describeAdapter } from '../../../src/adapter-testing';
import { HTTP_SUBJECT } from './subject';

describeAdapter(HTTP_SUBJECT);
