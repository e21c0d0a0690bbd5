export const SECTION_IDS = [
  ...(['routing', 'generation', 'network', 'media', 'signin', 'logging', 'security', 'server', 'about'] as const),
];
export type SectionId = (typeof SECTION_IDS)[number];

/** A card of a section: its title is in the words, its settings in the order in which they are shown. */
interface Group {
  id: string;
  keys: readonly string[];
}

const group = <Id extends string>(id: Id, section: string, names: string): Group & { id: Id } => ({
  id,
  keys: names.split(' ').map((name) => `${section}.${name}`),
});
const also = <Id extends string>(into: Group & { id: Id }, ...keys: string[]) => ({
  ...into,
  keys: [...into.keys, ...keys],
});

/** Where each setting is shown: by what an operator wants to do, not by where the file has it. */
export const GROUPS = {
  routing: [
    also(group('choice', 'generation', 'strategy max_attempts'), 'admin.error_ban_threshold'),
    group('slots', 'generation', 'image_concurrency video_concurrency'),
    group('queue', 'generation', 'queue_depth queue_wait drop_abandoned join_window join_identical'),
  ],
  generation: [
    also(group('waits', 'generation', 'image_timeout video_timeout retrieve_timeout'), 'flow.timeout'),
    group('polling', 'flow', 'poll_interval poll_interval_max'),
    group('input', 'generation', 'max_image_mb image_fetch_timeout reuse_uploads unused_images chat_images'),
    group('sandbox', 'sandbox', 'mode video_seconds'),
  ],
  network: [
    group('proxies', 'proxy', 'proxy_enabled proxy_url media_proxy_url'),
    group('upstream', 'flow', 'labs_base_url api_base_url media_hosts wire_profile'),
  ],
  media: [group('cache', 'cache', 'enabled timeout max_gb max_file_mb base_url')],
  signin: [group('updater', 'plugin', 'connection_token auto_enable_on_update')],
  logging: [
    group('debug', 'debug', 'enabled log_requests log_responses mask_token'),
    group('files', 'debug', 'log_level log_max_mb log_files'),
    group(
      'retention',
      'retention',
      'request_logs_days request_bodies_days request_bodies_mb generations_days events_days',
    ),
  ],
  security: [
    group('callers', 'global', 'api_key keys'),
    group('operator', 'global', 'admin_username admin_password'),
    group('doors', 'server', 'operator_networks trusted_proxies cors_origins metrics graphiql'),
  ],
  server: [also(group('listening', 'server', 'host port body_limit_mb shutdown_timeout'), 'global.public_url')],
  about: [],
} as const satisfies Record<SectionId, readonly Group[]>;

export type GroupId = (typeof GROUPS)[SectionId][number]['id'];

const PLACED = new Set<string>(SECTION_IDS.flatMap((id) => GROUPS[id].flatMap(({ keys }) => keys)));

/** The groups of a section, with settings that a newer server has and nobody has placed under the last one of `server`. */
export function groupsOf(id: SectionId, known: readonly string[]): { id: GroupId; keys: string[] }[] {
  const groups = GROUPS[id].map((each) => ({ id: each.id, keys: each.keys.filter((key) => known.includes(key)) }));
  if (id === 'server') groups.at(-1)?.keys.push(...known.filter((key) => !PLACED.has(key)));
  return groups.filter(({ keys }) => keys.length > 0);
}

/** The section that a setting is in. */
export function sectionOf(key: string): SectionId {
  return SECTION_IDS.find((id) => GROUPS[id].some(({ keys }) => keys.includes(key))) ?? 'server';
}
