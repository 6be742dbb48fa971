/** Gives the present, in milliseconds since 1970. */
export type Clock = () => number;

/** Simulated time: starts at `startMs` and goes on as fast as real time, never backwards. */
export function clockFrom(startMs: number): Clock {
  const beganAt = performance.now();
  return () => startMs + Math.floor(performance.now() - beganAt);
}
