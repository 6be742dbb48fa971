import type { DataFolder } from '../embedded/data-folder';
import { freePort } from '../embedded/ports';
import { startSimulator, type Simulator } from '../simulator';

/** Something to see in a demonstration, slow enough to follow. */
export const CREATE_INTERVAL_MS = 10_000;
const PREFERRED_PORT = 4010;

/** Starts the simulator on the data folder: what was marked and created stays so over restarts. */
export async function startDemoTraede(
  folder: DataFolder,
  options: { readonly growing: boolean },
): Promise<Simulator> {
  return startSimulator({
    now: new Date(),
    port: await freePort(PREFERRED_PORT),
    stateFile: folder.simulatorState,
    ...(options.growing ? { createEveryMs: CREATE_INTERVAL_MS } : {}),
  });
}
