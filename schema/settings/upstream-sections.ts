import { choice, flag, list, number, url } from './setting.ts';
import { baseUrl, mediaHost, optionalProxyUrl, optionalWayOut } from './values.ts';

const PROXY_RANGE = 'an http://, https://, socks5:// or socks5h:// address';
const NO_LIMIT = { value: -1, meaning: 'no limit' };

/** Sections about the upstream: how it is spoken to, through what, and how much is asked of it at once. */
export const UPSTREAM_SECTIONS = {
  flow: {
    labs_base_url: url({
      schema: baseUrl,
      range: 'an http:// or https:// address',
      default: 'https://labs.google/fx/api',
      description: 'Where sessions and projects live.',
    }),
    api_base_url: url({
      schema: baseUrl,
      range: 'an http:// or https:// address',
      default: 'https://aisandbox-pa.googleapis.com/v1',
      description: 'Where generation, polling and credits live.',
    }),
    timeout: number({
      min: 0.1,
      max: 3600,
      whole: false,
      unit: 's',
      default: 120,
      description: 'Longest wait for one answer of the upstream, a finished image apart; quick calls are given less.',
    }),
    poll_interval: number({
      min: 0.05,
      max: 300,
      whole: false,
      unit: 's',
      default: 3,
      description: 'Gap between two looks at a running video at first; it grows to poll_interval_max.',
    }),
    poll_interval_max: number({
      min: 0.05,
      max: 300,
      whole: false,
      unit: 's',
      default: 10,
      description: 'Largest gap between two looks at a running video.',
    }),
    wire_profile: choice(['current', 'seed'], {
      default: 'current',
      restart: true,
      description: 'How requests are written: as the upstream takes them today, or as at the end of 2025.',
    }),
    media_hosts: list({
      schema: mediaHost,
      range:
        'host names in lower case, *.name for everything below a name, or whole origins such as http://127.0.0.1:9000',
      default: ['storage.googleapis.com', 'flow-content.google', '*.googleusercontent.com'],
      description:
        'Hosts that finished media may be fetched from; your list replaces the default, and the origins of the two base addresses always count.',
    }),
  },
  proxy: {
    proxy_enabled: flag({
      default: false,
      description: 'Sends calls to the upstream through proxy_url, for tokens without a proxy of their own.',
    }),
    proxy_url: url({
      schema: optionalProxyUrl,
      range: `${PROXY_RANGE}, or empty`,
      default: '',
      secret: true,
      description: 'Proxy for calls to the upstream; a SOCKS proxy resolves the names itself.',
    }),
    media_proxy_url: url({
      schema: optionalWayOut,
      range: `${PROXY_RANGE}, direct, or empty`,
      default: '',
      secret: true,
      description:
        "Proxy for fetching every token's finished media, or direct for none; when empty, the way that the token's calls go.",
    }),
  },
  generation: {
    image_timeout: number({
      min: 0.1,
      max: 3600,
      whole: false,
      unit: 's',
      default: 300,
      description: 'Longest wait for the upstream to make one image.',
    }),
    video_timeout: number({
      min: 0.1,
      max: 86_400,
      whole: false,
      unit: 's',
      default: 1500,
      description: 'Longest time that one video may take, from its submission.',
    }),
    retrieve_timeout: number({
      min: 0.1,
      max: 604_800,
      whole: false,
      unit: 's',
      default: 21_600,
      description: 'How long fetching a finished result is tried again and again.',
    }),
    image_concurrency: number({
      min: 0,
      max: 1000,
      special: NO_LIMIT,
      default: 4,
      description: 'Images at once per token, for tokens without a limit of their own.',
    }),
    video_concurrency: number({
      min: 0,
      max: 1000,
      special: NO_LIMIT,
      default: 4,
      description: 'Videos at once per token, for tokens without a limit of their own.',
    }),
    queue_depth: number({
      min: 0,
      max: 100_000,
      default: 500,
      description: 'Jobs that may wait for a free slot, nine tenths of them of one key; one more is answered with 429.',
    }),
    queue_wait: number({
      min: 0.1,
      max: 86_400,
      whole: false,
      unit: 's',
      default: 600,
      description: 'Longest wait for a free slot before a job gives up.',
    }),
    drop_abandoned: flag({
      default: false,
      description:
        'Cancels a waiting job when the caller who waited for it leaves; jobs that nobody waited for are not touched.',
    }),
    join_window: number({
      min: 0,
      max: 3600,
      unit: 's',
      default: 60,
      description:
        'How long a request whose caller was cut off before the answer is joined when the same key sends the same again; 0 never joins.',
    }),
    join_identical: flag({
      default: false,
      description:
        'Joins a request to one of the same key that asks for the very same and is still waited for, as when a proxy hides that its caller was cut off; identical requests at once then get one result.',
    }),
    unused_images: choice(['refuse', 'drop'], {
      default: 'refuse',
      description: 'What happens to images sent to a model that takes none: a 400 that says so, or they are left out.',
    }),
    chat_images: choice(['both', 'markdown', 'images'], {
      default: 'both',
      description:
        "Where a chat answer carries its picture: as a Markdown link, in the message's images field, or both.",
    }),
    max_image_mb: number({
      min: 1,
      max: 100,
      unit: 'MB',
      default: 20,
      description: 'Largest picture that is accepted as input.',
    }),
    image_fetch_timeout: number({
      min: 0.1,
      max: 300,
      whole: false,
      unit: 's',
      default: 15,
      description: 'Longest wait for a picture that a request gives by address.',
    }),
    reuse_uploads: number({
      min: 0,
      max: 8760,
      whole: false,
      unit: 'h',
      default: 24,
      description:
        'How long a picture that was uploaded to an account is used again there instead of being uploaded anew; 0 never does.',
    }),
    strategy: choice(['least_busy', 'round_robin', 'random', 'most_credits'], {
      default: 'least_busy',
      description:
        'Which of the tokens that could serve is taken: the one with the fewest jobs, the one used longest ago, any, or the one with the most credits.',
    }),
    max_attempts: number({
      min: 1,
      max: 10,
      default: 3,
      description: 'Tokens that one job may be tried with before the upstream has accepted it; 1 tries no second one.',
    }),
  },
  sandbox: {
    mode: choice(['auto', 'on', 'off'], {
      default: 'auto',
      description: 'When the built-in sandbox serves: while there is no token, always, or never.',
    }),
    video_seconds: number({
      min: 0,
      max: 3600,
      whole: false,
      unit: 's',
      default: 6,
      description: "How long the sandbox's videos take to be made.",
    }),
  },
};
