import { passwordProblem } from '../../schema/operator-account.ts';
import type { Settings } from '../../schema/settings.ts';

/** A rule about several settings together that is broken: the setting to name, and what is wrong with it. */
export interface Conflict {
  key: string;
  problem: string;
}

/** Credentials that were printed in the predecessor's documentation, so that everybody knows them. */
const PUBLISHED_KEY = 'han1234';
const PUBLISHED_LOGIN = 'admin';

/** What contradicts itself in settings that are each right by themselves. */
export function conflicts(settings: Settings): Conflict[] {
  const { global, flow, proxy, generation, cache } = settings;
  const found: Conflict[] = [];
  const check = (broken: boolean, key: string, problem: string) => {
    if (broken) found.push({ key, problem });
  };
  const unlimited = global.keys.find(({ key }) => key === global.apiKey);
  check(
    unlimited !== undefined,
    'global.keys',
    `holds the key of [global] api_key as "${unlimited?.name}", and that one has no limits`,
  );
  check(
    proxy.proxyEnabled && proxy.proxyUrl === '',
    'proxy.proxy_url',
    'must be set while [proxy] proxy_enabled is true',
  );
  check(
    flow.pollIntervalMax < flow.pollInterval,
    'flow.poll_interval_max',
    `must not be less than [flow] poll_interval (${flow.pollInterval} s)`,
  );
  check(
    generation.imageConcurrency === 0 && generation.videoConcurrency === 0,
    'generation.image_concurrency',
    'is 0 and so is [generation] video_concurrency: no token could ever work',
  );
  check(
    cache.maxFileMb > cache.maxGb * 1024,
    'cache.max_file_mb',
    `must not be more than [cache] max_gb (${cache.maxGb} GB)`,
  );
  return found;
}

const IS_PUBLISHED = 'is a published default: it opens nothing but requests from this machine itself';
/** Not why it is: others who may read warnings would guess the sooner. */
const IS_WEAK =
  'would be refused of any other operator, being short, well known or like the name: take 12 characters at least, such as four or five words';

/** What is allowed but unwise, in one sentence each, for the log. */
export function warnings(settings: Settings): string[] {
  const { global, debug } = settings;
  const found: string[] = [];
  if (global.apiKey === PUBLISHED_KEY) found.push(`[global] api_key ${IS_PUBLISHED}`);
  if (publishedLogin(global)) found.push(`[global] admin_password ${IS_PUBLISHED}`);
  else if (weakLogin(global)) found.push(`[global] admin_password ${IS_WEAK}`);
  if (!debug.maskToken) found.push('[debug] mask_token is off: the log holds secrets in full');
  return found;
}

function weakLogin({ adminUsername, adminPassword }: Settings['global']): boolean {
  return adminPassword !== '' && passwordProblem(adminPassword, adminUsername) !== null;
}

function publishedLogin(global: Settings['global']): boolean {
  return global.adminUsername === PUBLISHED_LOGIN && global.adminPassword === PUBLISHED_LOGIN;
}
