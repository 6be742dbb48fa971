/**
 * Types of the failures that activities throw, sorted once at the border. Pure: workflow code imports this file.
 */

/** A whole system is away or asks us to slow down: waited for, durably. */
export const OUTAGE_FAILURES = [
  'TraedeUnavailable',
  'TraedeRateLimited',
  'ErpUnavailable',
  'RecordUnavailable',
] as const;
export type OutageFailure = (typeof OUTAGE_FAILURES)[number];

/** Nothing works until a person mends it: the run stops at once and says so. */
export const FATAL_FAILURES = [
  /** TRAEDE refuses our token or app key. */
  'TraedeAccessDenied',
  /** TRAEDE refuses a request as invalid. */
  'TraedeRefused',
  /** TRAEDE answers in a way that is not understood. */
  'TraedeUnexpected',
  /** The ERP refuses our credentials or rights. */
  'ErpAccessDenied',
  /** The ERP can take no document at all. */
  'ErpNotReady',
  /** The worker does not know this system: its configuration differs from the one that started the run. */
  'UnknownSystem',
  /** The document is in the ERP: it cannot be skipped. */
  'AlreadyDelivered',
  /** The document is not in TRAEDE, nor in the record. */
  'DocumentNotFound',
  /** The document is dated before go-live: it is never posted. */
  'BeforeGoLive',
  /** What a person asked for cannot be done as it was asked. */
  'InputRefused',
  /** An error in this program. */
  'Bug',
] as const;

export type FailureType = OutageFailure | (typeof FATAL_FAILURES)[number];
