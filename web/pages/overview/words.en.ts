import { credits, number, plural } from '../../format.ts';
import { strong } from '../../ui/emphasis.tsx';
import type { Range } from './use-range.ts';

const tokens = (count: number) => plural(count, { one: 'token', other: 'tokens' });
const its = (count: number) => (count === 1 ? 'Its' : 'Their');
const are = (count: number) => (count === 1 ? 'is' : 'are');
const inRange = {
  '15m': 'in the last 15 minutes',
  '1h': 'in the last hour',
  '24h': 'in the last 24 hours',
  '7d': 'in the last 7 days',
};

const before = { '15m': 'yesterday', '1h': 'yesterday', '24h': 'the day before', '7d': 'the week before' };

export const en = {
  title: 'Overview',
  /** Whether it is fine, in a sentence. */
  verdict(of: { serving: number; total: number; inFlight: number; queued: number }) {
    const serving = `${strong(`${number(of.serving)} of ${number(of.total)}`)} ${tokens(of.total)} serving`;
    const jobs = `${strong(number(of.inFlight))} ${plural(of.inFlight, { one: 'job', other: 'jobs' })} in flight`;
    return `${serving}, ${jobs}, ${strong(number(of.queued))} queued.`;
  },
  asOf: (time: string) => `What is here is as of ${time}.`,
  noVerdict: 'Asking the gateway how it is…',
  noTokens: 'There is no token yet, so nothing can be made.',
  range: 'Range',
  ranges: { '15m': '15 min', '1h': '1 hour', '24h': '24 hours', '7d': '7 days' },
  inRange,
  pause: 'Pause',
  resume: 'Resume',
  attention: {
    title: 'Needs attention',
    notReady: 'Nothing can be served.',
    reasons: (reasons: readonly string[]) => reasons.join('; '),
    outage: (kind: string) => `Google fails for every account: ${strong(kind)} wait.`,
    outageNext: (time: string) => `Next try in ${time}.`,
    kinds: { image: 'pictures', video: 'videos' },
    signedOut: (name: string, ago: string | null) => `${strong(name)} signed out${ago === null ? '' : ` ${ago}`}.`,
    manySignedOut: (count: number) => `${strong(number(count))} tokens are signed out.`,
    disabled: (name: string, reason: string | null) =>
      `${strong(name)} is disabled${reason === null ? '' : `: ${reason}`}.`,
    manyDisabled: (count: number) => `${strong(number(count))} tokens are disabled by the pool.`,
    outOfCredits: (names: string, count: number) => `${names} ${are(count)} out of credits.`,
    cooling: (names: string, reason: string | null, count: number) =>
      `${names} ${are(count)} cooling${reason === null ? '' : ` (${reason})`}.`,
    others: (count: number) => `${number(count)} others`,
    cost: (amount: number, count: number) => `${its(count)} ${credits(amount)} credits are out of rotation.`,
    oneRejoins: (at: string) => `It rejoins on its own at ${at}.`,
    firstRejoins: (at: string) => `The first rejoins on its own at ${at}.`,
    untilTopUp: (count: number) => `${count === 1 ? 'It rejoins' : 'They rejoin'} when a refresh sees new credits.`,
    more: (count: number) => `and ${number(count)} more`,
    act: {
      signIn: 'Sign in again',
      token: 'Open token',
      tokens: 'View tokens',
      requests: 'View requests',
      add: 'Add a token',
    },
  },
  figures: {
    label: 'Figures',
    inFlight: 'In flight',
    slots: (count: number) => `/ ${number(count)} ${plural(count, { one: 'slot', other: 'slots' })}`,
    noLimit: '/ no limit',
    kinds: { image: 'image', video: 'video' },
    queue: 'Queue',
    jobs: (count: number) => plural(count, { one: 'job', other: 'jobs' }),
    oldest: (span: string) => `oldest waits ${strong(span)}`,
    nobodyWaits: 'nobody waits',
    success: 'Success',
    compared: (points: string, isBelow: boolean, range: Range) =>
      `${strong(`${points} pt ${isBelow ? 'below' : 'above'}`)} ${before[range]}`,
    same: (range: Range) => `the same as ${before[range]}`,
    noneBefore: {
      '15m': 'no jobs at this time yesterday',
      '1h': 'no jobs at this hour yesterday',
      '24h': 'no jobs the day before',
      '7d': 'no jobs the week before',
    },
    noJobs: 'no jobs finished',
    videoP95: 'Video p95',
    imageP95: 'Image p95',
    otherP95: { image: 'image p95', video: 'video p95' },
    minutes: 'min',
    oneKind: (jobs: number) => `of ${number(jobs)} ${plural(jobs, { one: 'job', other: 'jobs' })}`,
    credits: 'Credits left',
    burn: (span: string) => `${strong(span)} at this rate`,
    noBurn: 'none spent in the last hour',
    /** What the little lines show, for screen readers. */
    lines: {
      inFlight: 'Jobs in flight',
      queue: 'Jobs in the queue',
      success: 'Share of jobs that were completed',
      p95: 'p95',
      credits: 'Credits spent',
    },
  },
  jobs: {
    title: {
      '15m': 'Jobs finished per minute',
      '1h': 'Jobs finished per minute',
      '24h': 'Jobs finished per 15 minutes',
      '7d': 'Jobs finished per 2 hours',
    },
    image: 'Image',
    video: 'Video',
    failed: 'Failed',
    empty: {
      '15m': 'No jobs in the last 15 minutes',
      '1h': 'No jobs in the last hour',
      '24h': 'No jobs in the last 24 hours',
      '7d': 'No jobs in the last 7 days',
    },
    playground: 'Open playground',
  },
  pool: {
    title: 'Pool',
    states: {
      serving: 'serving',
      limited: 'limited',
      cooling: 'cooling',
      'out-of-credits': 'out of credits',
      'signed-out': 'signed out',
      disabled: 'disabled',
      off: 'off',
    },
    tile: {
      'signed-out': 'sign in',
      disabled: 'disabled',
      'out-of-credits': 'no credits',
      cooling: 'cooling',
      off: 'off',
    },
    slots: (kind: string, used: number, total: string) => `${kind} ${number(used)}/${total}`,
    more: (count: number) => `${number(count)} more tokens`,
    empty: 'No tokens yet',
    add: 'Add a token',
  },
  latency: {
    title: 'Generation time',
    empty: { image: 'No pictures', video: 'No videos' },
    kind: 'Kind',
    image: 'Image',
    video: 'Video',
  },
  models: {
    title: 'By model',
    all: 'All models',
    model: 'Model',
    jobs: 'Jobs',
    success: 'Success',
    p95: 'p95',
    more: (count: number) => `${number(count)} more`,
  },
  failures: {
    title: 'Failures',
    total: (count: number) => `${number(count)} ${plural(count, { one: 'request', other: 'requests' })}`,
    all: (count: number) => `${number(count)} in all:`,
    of: { requests: 'API', console: 'console' },
    none: 'Nothing failed',
    share: (share: string) => `${share} of these failures`,
    whose: {
      console: 'made in the console, by no request',
      caller: 'the caller has to change the request',
      token: 'of one account, others are tried',
      upstream: 'of Google, whichever account asks',
      service: 'for you to look at',
    },
  },
  failed: {
    figures: 'The figures could not be loaded',
    jobs: 'The jobs over time could not be loaded',
    pool: 'The pool could not be loaded',
    failures: 'The failures could not be loaded',
    attention: 'What needs attention could not be loaded',
  },
  steps: {
    title: 'First steps',
    done: (done: number, all: number) => `${done} of ${all} done`,
    password: 'Set a password',
    upstream: 'Give it somebody to ask',
    upstreamHint: 'An account of Flow, a list from before, or the sandbox, which costs nothing.',
    result: 'Make a first picture',
    resultHint: 'One click in the playground.',
    call: 'Call it from your own code',
    callHint: 'Make an API key and copy a snippet.',
    isDone: 'done',
    act: { upstream: 'Add a token', result: 'Open playground', call: 'Create key' },
  },
  keys: { range: (range: string) => `Show ${range}`, pause: 'Pause or resume live updates' },
};
