import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import type { CallTimeouts } from '../../flow/options.ts';
import type { FlowClient } from '../../flow/types.ts';
import type { SandboxProcess } from '../../testing/sandbox-process.ts';
import { chatBody } from '../chat.ts';
import type { UpstreamCall } from './calls.ts';
import type { Observation, Run, Standing } from './observation.ts';
import { type Common, type Service, type ServiceOptions, startService } from './service.ts';
import { addAccount, paidCalls, type Stats, sessionOf, statsOf, strike, struckCalls } from './upstream-side.ts';

const LONG = 30_000;
const PATIENT: CallTimeouts = {
  ...{ session: LONG, control: LONG, probe: LONG, upload: LONG, image: LONG },
  ...{ submit: LONG, poll: LONG, media: LONG, upsample: LONG },
};
/** For calls that their own time limit is to end. All others of that kind must be done in it, on a slow machine, too. */
const SHORT_MS = 3_000;
/** For work that does not end by itself. */
const ENDS_MS = 1_000;
/** An answer that takes longer is no answer. */
const ANSWER_MS = 120_000;
const LOOK_MS = 50;
const MOST_LOOKS = 600;
/** The same one, so that the sandbox draws the same picture again. */
const SEED = 42;
/** The account with more credits is tried first. */
const CREDITS = [2_000, 1_000] as const;

let runs = 0;

/** Brings one fault about for one request, in a service and with accounts of its own. */
export async function runCell(
  run: Run,
  { common, sandbox }: { common: Common; sandbox: SandboxProcess },
): Promise<Observation> {
  runs += 1;
  const [first, second] = [`a${runs}`, `b${runs}`];
  const names = run.withOther ? [first, second] : [first];
  await using service = await startService(optionsOf(run, { common, upstream: sandbox }));
  for (const [index, name] of names.entries()) {
    await addAccount(sandbox, name, CREDITS[index] ?? 0);
    await service.tokens.enrol({ sessionToken: sessionOf(name), upstream: 'flow', revive: true });
  }
  await strike(run, sandbox, first);
  const answer = await ask(service, run.call);
  const stats = await settled(run, service, first, () => statsOf(sandbox, names));
  const [account, other] = [...service.tokens.roster.all()].map(({ id }) => standingOf(service, id, run.call));
  if (account === undefined) throw new Error('the account is gone');
  return {
    ...answer,
    account,
    other: other ?? null,
    paidCalls: { account: paidCalls(stats[first]), other: paidCalls(stats[second]) },
    videosStarted: Object.values(stats).reduce((sum, { videosStarted }) => sum + videosStarted, 0),
    struckCalls: struckCalls(run, stats[first]),
    leases: service.tokens.pool.held().size + (await leaseRows(service)),
  };
}

function optionsOf({ call, row }: Run, where: Pick<ServiceOptions, 'common' | 'upstream'>): ServiceOptions {
  const { strike: how, runsOut, neverEnds } = row;
  return {
    ...where,
    timeouts: runsOut ? { ...PATIENT, [call.timeout]: SHORT_MS } : PATIENT,
    endsMs: neverEnds ? ENDS_MS : undefined,
    wrapFlow:
      how.does === 'clock' ? (flow, jump) => jumpingDuring(flow, call.method, () => jump(how.jumpMs)) : undefined,
  };
}

/** The same client, with something that happens once, as soon as a call of `method` is under way. */
function jumpingDuring(flow: FlowClient, method: keyof FlowClient, jump: () => void): FlowClient {
  const call = flow[method] as (...args: unknown[]) => Promise<unknown>;
  let jumped = false;
  const struck = (...args: unknown[]) => {
    const answer = call(...args);
    if (!jumped) jump();
    jumped = true;
    return answer;
  };
  return { ...flow, [method]: struck };
}

async function ask(service: Service, call: UpstreamCall) {
  const response = await service.fetch('/v1/chat/completions', {
    method: 'POST',
    body: await requestOf(call),
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  const { headers, status } = response;
  const { error } = (await response.json()) as { error?: { code: string } };
  const retryAfter = headers.get('retry-after');
  return {
    status,
    code: error?.code ?? null,
    retryAfter: retryAfter === null ? null : Number(retryAfter),
    final: headers.get('x-should-retry') === 'false',
    job: await jobOf(service, headers.get('x-flow2api-job-id')),
  };
}

let picture: Promise<string> | null = null;

async function requestOf({ model, pictures }: UpstreamCall): Promise<string> {
  picture ??= smallPicture();
  const urls = Array<string>(pictures).fill(await picture);
  return JSON.stringify(chatBody(model, 'waves', urls, { seed: SEED }));
}

async function smallPicture(): Promise<string> {
  const background = { r: 20, g: 90, b: 160 };
  const png = await sharp({ create: { width: 320, height: 180, channels: 3, background } })
    .png()
    .toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}

/** Waits for what goes on behind the answer: a call in the background, and the giving back of the slot. */
async function settled(run: Run, service: Service, first: string, look: () => Promise<Record<string, Stats>>) {
  for (let looks = 1; ; looks += 1) {
    const stats = await look();
    const isStruck = run.row.strike.does === 'account' || struckCalls(run, stats[first]) > 0;
    if ((isStruck && service.tokens.pool.held().size === 0) || looks === MOST_LOOKS) return stats;
    await delay(LOOK_MS);
  }
}

async function jobOf({ database }: Service, id: string | null): Promise<Observation['job']> {
  const rows = database.read.selectFrom('Generation').selectAll();
  const { state, error, notice, assets } = await rows.where('id', '=', id ?? '').executeTakeFirstOrThrow();
  return { state, code: error?.code ?? null, notice, results: assets?.length ?? 0 };
}

async function leaseRows({ database }: Service): Promise<number> {
  return (await database.read.selectFrom('Lease').selectAll().execute()).length;
}

function standingOf({ tokens, now }: Service, id: number, { model }: UpstreamCall): Standing {
  const token = tokens.roster.get(id);
  if (token === undefined) throw new Error(`there is no token ${id}`);
  const kind = model.includes('image') ? 'image' : 'video';
  const rest = tokens.health.restOf(token, kind);
  return {
    status: token.status,
    faults: token.consecutiveErrors,
    rest: rest && { reason: rest.reason, seconds: rest.until === null ? null : Math.ceil((rest.until - now()) / 1000) },
    limits: [...tokens.health.limitsOf(id, kind).values()].map(({ code }) => code),
  };
}
