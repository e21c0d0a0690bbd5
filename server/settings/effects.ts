import type { Token } from '../../schema/entities/token.ts';
import { plainName } from '../../schema/operator-account.ts';
import type { Settings } from '../../schema/settings.ts';
import { same } from './same.ts';

/** What has to be known beside the settings to say what a change comes to. */
export interface EffectFacts {
  /** Tokens without a limit of their own. */
  tokensWithoutLimit: { image: number; video: number };
  /** Tokens without a proxy of their own. */
  tokensWithoutProxy: number;
  /** Bytes of all kept files. */
  keptBytes: number;
  /** Names of the operators who are stored. */
  operators: readonly string[];
}

/** How many tokens follow the settings, having nothing of their own. */
export function tokensOnDefaults(
  all: Iterable<Pick<Token, 'imageConcurrency' | 'videoConcurrency' | 'proxyUrl'>>,
): Omit<EffectFacts, 'keptBytes' | 'operators'> {
  const counts = { tokensWithoutLimit: { image: 0, video: 0 }, tokensWithoutProxy: 0 };
  for (const { imageConcurrency, videoConcurrency, proxyUrl } of all) {
    if (imageConcurrency === null) counts.tokensWithoutLimit.image += 1;
    if (videoConcurrency === null) counts.tokensWithoutLimit.video += 1;
    if (proxyUrl === null) counts.tokensWithoutProxy += 1;
  }
  return counts;
}

const GIGABYTE = 1024 ** 3;

/** What a change does at once to what is there, in one sentence each. */
export function effectsOf(before: Settings, after: Settings, facts: EffectFacts): string[] {
  return [
    ...slotEffects(before, after, facts),
    ...proxyEffects(before, after, facts),
    ...cacheEffects(before, after, facts),
    ...retentionEffects(before, after),
    ...accessEffects(before, after),
    ...operatorEffects(before, after, facts),
  ];
}

/** What it does that debug logging is on, with its end, Unix milliseconds. */
export const debugEffect = (until: number): string =>
  `Requests are logged with their bodies until ${new Date(until).toISOString()}, when debug logging ends by itself.`;

function slotEffects({ generation: from }: Settings, { generation: to }: Settings, facts: EffectFacts): string[] {
  return (['image', 'video'] as const).flatMap((kind) => {
    const [was, is] = [from[`${kind}Concurrency`], to[`${kind}Concurrency`]];
    const count = facts.tokensWithoutLimit[kind];
    if (was === is || count === 0) return [];
    const verb = slots(is) < slots(was) ? 'Lowers' : 'Raises';
    const rest = verb === 'Lowers' ? ' Running jobs end as they would.' : '';
    return [`${verb} the ${kind} slots of ${tokens(count)} from ${inWords(was)} to ${inWords(is)} now.${rest}`];
  });
}

const slots = (limit: number) => (limit === -1 ? Number.POSITIVE_INFINITY : limit);
const inWords = (limit: number) => (limit === -1 ? 'no limit' : String(limit));
const tokens = (count: number) => (count === 1 ? '1 token' : `${count} tokens`);

function proxyEffects({ proxy: from }: Settings, { proxy: to }: Settings, facts: EffectFacts): string[] {
  const way = (proxy: Settings['proxy']) => (proxy.proxyEnabled ? proxy.proxyUrl : '');
  const found: string[] = [];
  if (way(from) !== way(to) && facts.tokensWithoutProxy > 0) {
    const where = way(to) === '' ? 'go straight to the upstream' : 'go through another proxy';
    found.push(`The calls of ${tokens(facts.tokensWithoutProxy)} ${where} from the next one on.`);
  }
  if (from.mediaProxyUrl !== to.mediaProxyUrl) found.push('Finished media are fetched another way from now on.');
  return found;
}

function cacheEffects({ cache: from }: Settings, { cache: to }: Settings, { keptBytes }: EffectFacts): string[] {
  const found: string[] = [];
  const excess = keptBytes - to.maxGb * GIGABYTE;
  if (to.maxGb < from.maxGb && excess > 0) {
    found.push(`Deletes about ${(excess / GIGABYTE).toFixed(1)} GB of kept files now, the oldest first.`);
  }
  const shorter = to.timeout > 0 && (from.timeout === 0 || to.timeout < from.timeout);
  if (shorter) found.push(`Deletes kept files that are older than ${to.timeout} s now.`);
  if (from.enabled && !to.enabled) found.push("New results are not kept: callers get the upstream's own links.");
  return found;
}

const LOGS = { eventsDays: 'Events', requestLogsDays: 'Request logs', generationsDays: 'Ended jobs' } as const;

function retentionEffects({ retention: from }: Settings, { retention: to }: Settings): string[] {
  return Object.entries(LOGS).flatMap(([name, what]) => {
    const days = to[name as keyof typeof LOGS];
    return days < from[name as keyof typeof LOGS] ? [`${what} older than ${days} days are deleted.`] : [];
  });
}

function accessEffects(before: Settings, after: Settings): string[] {
  const { global: from } = before;
  const { global: to } = after;
  const found: string[] = [];
  if (from.apiKey !== '' && from.apiKey !== to.apiKey) found.push('Callers with the former api_key are refused now.');
  const removed = from.keys.filter(({ key }) => !to.keys.some((other) => other.key === key));
  if (removed.length > 0) {
    found.push(`Callers with the former key of ${removed.map(({ name }) => `"${name}"`).join(', ')} are refused now.`);
  }
  const { connectionToken } = before.plugin;
  if (connectionToken !== '' && connectionToken !== after.plugin.connectionToken) {
    found.push('Extensions with the former connection token are refused now.');
  }
  const networks = after.server.operatorNetworks;
  if (networks.length > 0 && !same(before.server.operatorNetworks, networks)) {
    found.push('Operators from elsewhere are refused now, and their sessions and streams end.');
  }
  return found;
}

function operatorEffects({ global: from }: Settings, { global: to }: Settings, { operators }: EffectFacts): string[] {
  const name = configuredName(to);
  if (name === null || name === configuredName(from) || !operators.includes(name)) return [];
  return [
    `The operator "${name}" who was added here cannot sign in with their own password: that of the settings holds.`,
  ];
}

const configuredName = ({ adminUsername, adminPassword }: Settings['global']) =>
  adminPassword === '' ? null : plainName(adminUsername);
