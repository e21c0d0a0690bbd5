import type { Accounts } from './accounts.ts';
import type { Ids } from './ids.ts';
import type { MediaLibrary } from './media-library.ts';
import type { Profile } from './model-keys.ts';
import type { Projects } from './projects.ts';
import type { Renderer } from './render/renderer.ts';
import type { RunningWork } from './running-work.ts';
import type { SignedAddresses } from './signed-address.ts';

/** What can be changed while the sandbox runs. */
export interface Settings {
  profile: Profile;
  /** Wall-clock time that a video job takes. */
  videoSeconds: number;
  /** How long image calls take at least. */
  imageDelayMs: number;
  /** How long a signed address works. */
  mediaLifetimeSeconds: number;
}

/** Everything that the routes work with. */
export interface World {
  settings: Settings;
  accounts: Accounts;
  projects: Projects;
  library: MediaLibrary;
  running: RunningWork;
  renderer: Renderer;
  addresses: SignedAddresses;
  ids: Ids;
  /** Unix milliseconds. */
  now(): number;
}
