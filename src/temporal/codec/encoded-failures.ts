import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Loaded by the SDK where the codec is on, also into the workflows' sandbox: message and stack of a failure travel as a
 * payload, which the codec encrypts.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
