/**
 * What files of the predecessor hold that means nothing here, and what serves instead. It must not keep such a file from
 * working, so it is told and left aside.
 */

const QUEUED = 'is not used; jobs wait for a slot as [generation] queue_depth and queue_wait say';
const PLACED = 'is not used; jobs start as soon as there is a slot ([generation] image_concurrency, video_concurrency)';
const REPEATED = 'is not used; what may be repeated is repeated by itself';
const WAITED = 'is not used; the longest wait for an image is [generation] image_timeout';
const FETCHED = 'is not used; finished media go through [proxy] media_proxy_url, else through proxy_url';

const KEYS: Readonly<Record<string, string>> = {
  'flow.max_poll_attempts': "is not used; a video's deadline is [generation] video_timeout",
  'flow.max_retries': REPEATED,
  'flow.image_request_timeout': WAITED,
  'flow.image_timeout_retry_count': REPEATED,
  'flow.image_timeout_retry_delay': REPEATED,
  'flow.image_timeout_use_media_proxy_fallback': FETCHED,
  'flow.image_prefer_media_proxy': FETCHED,
  'flow.image_slot_wait_timeout': QUEUED,
  'flow.video_slot_wait_timeout': QUEUED,
  'flow.image_launch_soft_limit': PLACED,
  'flow.image_launch_wait_timeout': QUEUED,
  'flow.image_launch_stagger_ms': PLACED,
  'flow.video_launch_soft_limit': PLACED,
  'flow.video_launch_wait_timeout': QUEUED,
  'flow.video_launch_stagger_ms': PLACED,
  'proxy.media_proxy_enabled': FETCHED,
  'generation.max_retries': REPEATED,
  'generation.upsample_timeout': WAITED,
};

const SECTIONS: Readonly<Record<string, string>> = {
  captcha: 'is not used: this service solves no captchas',
  call_logic: 'is not used; [generation] says how a token is chosen',
  token_refresh: 'is not used: access tokens are always refreshed before they end',
};

/** Why a key (`section.name`) is left aside, as the end of a sentence; undefined for one that never was. */
export function retiredKey(key: string): string | undefined {
  return Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
}

/** Why a whole section is left aside; undefined for one that never was. */
export function retiredSection(section: string): string | undefined {
  return Object.hasOwn(SECTIONS, section) ? SECTIONS[section] : undefined;
}
