import { hourMinute, list, relative } from '../../format.ts';
import { said } from '../../said/said.ts';
import { strong } from '../../ui/emphasis.tsx';
import { links } from './links.ts';
import type { Pool, Trouble } from './use-overview.ts';
import { words } from './words.ts';

/** Something that is not as it should be: what, what it costs, and what to do about it. */
export interface AttentionRow {
  kind: 'stopped' | 'outage' | Trouble['state'];
  tone: 'bad' | 'warn';
  sentence: string;
  action: { label: string; href: string; isUrgent: boolean };
}

/** What needs somebody to look at it, the worst first. @param now Unix milliseconds */
export function attentionRows(pool: Pool | undefined, troubles: readonly Trouble[], now: number): AttentionRow[] {
  return [...stopped(pool), ...outages(pool), ...troubles.flatMap((trouble) => rowsOf(trouble, now))];
}

function stopped(pool: Pool | undefined): AttentionRow[] {
  if (pool === undefined || pool.ready || pool.total === 0) return [];
  const { attention } = words();
  const sentence = `${strong(attention.notReady)} ${attention.reasons(pool.reasons.map(said))}`;
  return [
    {
      kind: 'stopped',
      tone: 'bad',
      sentence,
      action: { label: attention.act.tokens, href: links.tokens(), isUrgent: true },
    },
  ];
}

function outages(pool: Pool | undefined): AttentionRow[] {
  const { attention } = words();
  return (pool?.kinds ?? []).flatMap(({ kind, upstreams }) =>
    upstreams
      .filter(({ state }) => state !== 'closed')
      .map(() => ({
        kind: 'outage' as const,
        tone: 'bad' as const,
        sentence: attention.outage(attention.kinds[kind]),
        action: { label: attention.act.requests, href: '/requests', isUrgent: false },
      })),
  );
}

/** The few that are known by name each get a row when they have to be seen to one by one. */
function rowsOf(trouble: Trouble, now: number): AttentionRow[] {
  const isOneByOne = trouble.state === 'signed-out' || trouble.state === 'disabled';
  if (!isOneByOne || trouble.tokens > trouble.first.length) return [together(trouble)];
  return trouble.first.map((token) => alone(trouble, token, now));
}

function alone(trouble: Trouble, token: Trouble['first'][number], now: number): AttentionRow {
  const { attention } = words();
  const ago = token.since === null ? null : relative(token.since, now);
  const isSignedOut = trouble.state === 'signed-out';
  const what = isSignedOut
    ? attention.signedOut(token.name, ago)
    : attention.disabled(token.name, saidOrNull(token.reason));
  return {
    kind: trouble.state,
    tone: 'bad',
    sentence: `${what} ${token.credits > 0 ? attention.cost(token.credits, 1) : ''}`.trimEnd(),
    action: {
      label: isSignedOut ? attention.act.signIn : attention.act.token,
      href: links.token(token.id),
      isUrgent: isSignedOut,
    },
  };
}

/** Within a sentence of ours, which has a full stop of its own. */
const saidOrNull = (reason: string | null): string | null =>
  reason === null ? null : said(reason).replace(/[.。]$/, '');

function together(trouble: Trouble): AttentionRow {
  const { attention } = words();
  const { state, tokens: count, credits, first, firstBackAt } = trouble;
  const others = count - first.length;
  const names = list([...first.map(({ name }) => strong(name)), ...(others > 0 ? [attention.others(others)] : [])]);
  const reason = first.every((token) => token.reason === first[0]?.reason) ? (first[0]?.reason ?? null) : null;
  const back = () => {
    if (firstBackAt === null) return state === 'out-of-credits' ? attention.untilTopUp(count) : '';
    return (count === 1 ? attention.oneRejoins : attention.firstRejoins)(hourMinute(firstBackAt));
  };
  const cost = credits > 0 && state !== 'out-of-credits' ? attention.cost(credits, count) : '';
  const action = { label: attention.act.tokens, href: links.tokens(state), isUrgent: state === 'signed-out' };
  const sentences = {
    'signed-out': attention.manySignedOut(count),
    disabled: attention.manyDisabled(count),
    'out-of-credits': attention.outOfCredits(names, count),
    cooling: attention.cooling(names, saidOrNull(reason), count),
  };
  return {
    kind: state,
    tone: state === 'signed-out' || state === 'disabled' ? 'bad' : 'warn',
    sentence: [sentences[state], cost, back()].filter(Boolean).join(' '),
    action,
  };
}
