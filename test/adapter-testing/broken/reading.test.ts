import { WRONG_READING } from './reading';
import { describeBroken } from './describe-broken';

describeBroken(WRONG_READING);
