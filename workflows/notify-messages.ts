/** One look, and what follows from it. One JSON object, as Temporal's UI sends it. */
export interface NotifyPeopleInput {
  readonly deployment: string;
}

export interface NotifySummary {
  /** The channels that were told something. */
  readonly sent: readonly string[];
}

/** Id of the schedule that tells people, and of its runs (Temporal appends a time stamp to those). */
export function notifyScheduleId(deployment: string): string {
  return `notify:${deployment}`;
}
