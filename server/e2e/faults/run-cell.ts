import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import type { GenerationState } from '../../../schema/generation.ts';
import type { CallTimeouts } from '../../flow/options.ts';
import type { FlowClient } from '../../flow/types.ts';
import type { SandboxProcess } from '../../testing/sandbox-process.ts';
import { chatBody } from '../chat.ts';
import type { UpstreamCall } from './calls.ts';
import type { FaultRow } from './rows.ts';
import { type Common, type Service, type ServiceOptions, startService } from './service.ts';

/** What the pool holds against an account. */
export interface Standing {
  status: string;
  faults: number;
  rest: { reason: string; seconds: number | null } | null;
  /** Codes of the models that it cannot run for now. */
  limits: readonly string[];
}

/** What could be seen from outside of what one fault did to one request. */
export interface Observation {
  status: number;
  code: string | null;
  message: string;
  /** Seconds; null without the header. */
  retryAfter: number | null;
  /** Whether SDKs are told not to repeat the request. */
  final: boolean;
  job: { state: GenerationState; code: string | null; notice: string | null; results: number };
  account: Standing;
  other: Standing | null;
  /** Submits and enlargements, by the account that the fault strikes and by the other one. */
  paidCalls: { account: number; other: number };
  videosStarted: number;
  /** Calls to the endpoint that is struck. */
  struckCalls: number;
  /** Slots that are still held once all is over. */
  leases: number;
}

export interface Run {
  call: UpstreamCall;
  row: FaultRow;
  /** Whether there is an account beside the one that the fault strikes. */
  withOther: boolean;
}

const PATIENT_MS = 30_000;
/** For calls that their own time limit is to end. All others must be done in it, on a slow machine, too. */
const SHORT_MS = 3_000;
/** An answer that takes longer is no answer. */
const LONGEST_MS = 120_000;
const ENDS_MS = 1_000;
const SEED = 42;

const WAIT_MS = 50;
const MOST_WAITS = 600;

let runs = 0;

/** Brings one fault about for one request, in a service and with accounts of its own. */
export async function runCell(run: Run, { common, sandbox }: { common: Common; sandbox: SandboxProcess }) {
  const number = ++runs;
  const names = run.withOther ? [`a${number}`, `b${number}`] : [`a${number}`];
  const clock = { jump: (): void => {} };
  await using service = await startService(optionsOf(run, { common, upstream: sandbox }, clock));
  clock.jump = () => {
    if (run.row.strike.does === 'clock') service.clock.offsetMs = run.row.strike.jumpMs;
    clock.jump = () => {};
  };
  for (const [index, name] of names.entries()) await addAccount(sandbox, service, name, index);
  const before = await statsOf(sandbox, names);
  await strike(run, sandbox, names[0] ?? '');
  const response = await service.fetch('/v1/chat/completions', {
    method: 'POST',
    body: await requestOf(run.call),
    signal: AbortSignal.timeout(LONGEST_MS),
  });
  const answer = (await response.json()) as { error?: { code: string; message: string } };
  const job = await jobOf(service, response.headers.get('x-flow2api-job-id'));
  const stats = await settled(run, service, () => statsOf(sandbox, names), before);
  const paid = (name: string | undefined) => (name === undefined ? 0 : paidCalls(stats[name]));
  const [account, other] = [...service.tokens.roster.all()].map(({ id }) => standingOf(service, id, run.call));
  if (account === undefined) throw new Error('the account is gone');
  const seen: Observation = {
    status: response.status,
    code: answer.error?.code ?? null,
    message: answer.error?.message ?? '',
    retryAfter: numberOf(response.headers.get('retry-after')),
    final: response.headers.get('x-should-retry') === 'false',
    job,
    account,
    other: other ?? null,
    paidCalls: { account: paid(names[0]), other: paid(names[1]) },
    videosStarted: names.reduce((sum, name) => sum + (stats[name]?.videosStarted ?? 0), 0),
    struckCalls: struckCalls(run, stats[names[0] ?? ''], before[names[0] ?? '']),
    leases: service.tokens.pool.held().size + (await leaseRows(service)),
  };
  return seen;
}

function optionsOf(
  { call, row }: Run,
  { common, upstream }: Pick<ServiceOptions, 'common' | 'upstream'>,
  clock: { jump(): void },
): ServiceOptions {
  const patient = { session: 0, control: 0, upload: 0, image: 0, submit: 0, poll: 0, media: 0, upsample: 0 };
  const timeouts = Object.fromEntries(
    Object.keys(patient).map((kind) => [kind, PATIENT_MS]),
  ) as unknown as CallTimeouts;
  if (row.runsOut) timeouts[call.timeout] = SHORT_MS;
  const endsMs = row.neverEnds ? ENDS_MS : undefined;
  const wrapFlow = (flow: FlowClient): FlowClient => jumpingDuring(flow, call.method, () => clock.jump());
  return { common, upstream, timeouts, endsMs, ...(row.strike.does === 'clock' && { wrapFlow }) };
}

/** The same client, with something that happens as soon as a call of `method` is under way. */
function jumpingDuring(flow: FlowClient, method: keyof FlowClient, jump: () => void): FlowClient {
  const call = flow[method] as (...args: unknown[]) => Promise<unknown>;
  const struck = (...args: unknown[]) => {
    const answer = call(...args);
    jump();
    return answer;
  };
  return { ...flow, [method]: struck };
}

/** The first has more credits, so it is the one that is tried first. */
async function addAccount(sandbox: SandboxProcess, service: Service, name: string, index: number): Promise<void> {
  const sessionToken = `session-of-${name}`;
  const account = {
    sessionToken,
    email: emailOf(name),
    tier: 'PAYGATE_TIER_TWO',
    credits: index === 0 ? 2_000 : 1_000,
  };
  await sandbox.control('POST', 'accounts', account);
  await service.tokens.enrol({ sessionToken, upstream: 'flow', revive: true });
}

const emailOf = (name: string) => `${name}@example.com`;

async function strike({ call, row }: Run, sandbox: SandboxProcess, name: string): Promise<void> {
  const account = emailOf(name);
  const change = (body: object) => sandbox.control('PATCH', `accounts/${account}`, body);
  if (call.signedOut) await change({ revokeAccessTokens: true });
  if (call.broken !== undefined) {
    const effect = { kind: 'html', status: 502 };
    await sandbox.control('POST', 'faults', { endpoint: call.broken, account, times: 0, effect });
  }
  if (row.strike.does === 'account') await change(row.strike.change);
  if (row.strike.does === 'clock' && call.endpoint === 'poll') {
    // Its end would hide that the time seems to be over.
    await sandbox.control('POST', 'faults', { endpoint: 'poll', account, times: 2, effect: { kind: 'neverEnding' } });
  }
  if (row.strike.does !== 'effect') return;
  const { skip, times, endpoint } = call;
  const effect = asToldBy(call, row.strike.effect);
  await sandbox.control('POST', 'faults', { endpoint, account, skip, times: row.once ? 1 : times, effect });
}

/** A file host tells refusals by its status and a page, not in the service's form. */
function asToldBy({ host }: UpstreamCall, effect: Extract<FaultRow['strike'], { does: 'effect' }>['effect']) {
  return host === 'cdn' && effect.kind === 'status' ? { kind: 'html', status: effect.status } : effect;
}

let picture: Promise<string> | null = null;

async function requestOf({ model, pictures }: UpstreamCall): Promise<string> {
  picture ??= smallPicture();
  const urls = Array.from({ length: pictures }, () => picture as Promise<string>);
  return JSON.stringify(chatBody(model, 'waves', await Promise.all(urls), { seed: SEED }));
}

async function smallPicture(): Promise<string> {
  const background = { r: 20, g: 90, b: 160 };
  const png = await sharp({ create: { width: 320, height: 180, channels: 3, background } })
    .png()
    .toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}

interface Stats {
  calls: Record<string, number>;
  videosStarted: number;
}

async function statsOf(sandbox: SandboxProcess, names: readonly string[]): Promise<Record<string, Stats>> {
  const query = names.map((name) => `account=${emailOf(name)}`).join('&');
  const { accounts } = await sandbox.control<{ accounts: Record<string, Stats> }>('GET', `stats?${query}`);
  return Object.fromEntries(names.map((name) => [name, accounts[emailOf(name)] as Stats]));
}

const paidCalls = (stats: Stats | undefined): number =>
  (stats?.calls.image ?? 0) + (stats?.calls.submit ?? 0) + (stats?.calls.upsampleImage ?? 0);

function struckCalls({ call }: Run, stats: Stats | undefined, before: Stats | undefined): number {
  return (stats?.calls[call.endpoint] ?? 0) - (before?.calls[call.endpoint] ?? 0) - call.skip;
}

/** Waits for what goes on behind the answer: a call in the background, and the giving back of the slot. */
async function settled(
  run: Run,
  service: Service,
  look: () => Promise<Record<string, Stats>>,
  before: Record<string, Stats>,
): Promise<Record<string, Stats>> {
  const [first = ''] = Object.keys(before);
  for (let waits = 0; ; waits += 1) {
    const stats = await look();
    const struck = run.row.strike.does === 'account' || struckCalls(run, stats[first], before[first]) > 0;
    if ((struck && service.tokens.pool.held().size === 0) || waits === MOST_WAITS) return stats;
    await delay(WAIT_MS);
  }
}

async function jobOf(service: Service, id: string | null): Promise<Observation['job']> {
  if (id === null) throw new Error('the answer names no job');
  const row = await service.database.read
    .selectFrom('Generation')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const { state, error, notice, assets } = row;
  return { state, code: error?.code ?? null, notice, results: assets?.length ?? 0 };
}

async function leaseRows({ database }: Service): Promise<number> {
  return (await database.read.selectFrom('Lease').selectAll().execute()).length;
}

function standingOf({ tokens, clock }: Service, id: number, call: UpstreamCall): Standing {
  const token = tokens.roster.get(id);
  if (token === undefined) throw new Error(`there is no token ${id}`);
  const kind = call.timeout === 'image' || call.model.includes('image') ? 'image' : 'video';
  const rest = tokens.health.restOf(token, kind);
  const now = Date.now() + clock.offsetMs;
  return {
    status: token.status,
    faults: token.consecutiveErrors,
    rest: rest && { reason: rest.reason, seconds: rest.until === null ? null : Math.ceil((rest.until - now) / 1000) },
    limits: [...tokens.health.limitsOf(id, kind).values()].map(({ code }) => code),
  };
}

const numberOf = (text: string | null): number | null => (text === null ? null : Number(text));
