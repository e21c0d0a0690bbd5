import { z } from 'zod';
import { FAULT_PRESETS, type PresetName } from './fault-presets.ts';

/** The kinds of call that are counted, and that faults are scripted for. */
export const ENDPOINTS = [
  'session',
  'credits',
  'project',
  'upload',
  'image',
  'upsampleImage',
  'submit',
  'poll',
  'redirect',
  'media',
  'mediaRead',
  'delete',
  'cancel',
] as const;
export type Endpoint = (typeof ENDPOINTS)[number];

const fieldViolations = z.array(z.strictObject({ field: z.string(), description: z.string() }));

/** What goes wrong. Effects on work (`cut`, `truncated`, `reset` after accept) do the work first: only its answer suffers. */
export const effectSchema = z.discriminatedUnion('kind', [
  /** An error answer in the envelope of the host that is asked. */
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    googleStatus: z.string(),
    message: z.string(),
    reason: z.string().optional(),
    retryAfterSeconds: z.int().min(0).optional(),
    fieldViolations: fieldViolations.optional(),
  }),
  /** 200 with an error code inside the tRPC answer. */
  z.strictObject({ kind: z.literal('embeddedStatus'), status: z.int() }),
  /** 200 `{}`. */
  z.strictObject({ kind: z.literal('empty') }),
  z.strictObject({ kind: z.literal('slow'), delayMs: z.int().min(0) }),
  /** The connection ends in the middle of the body. */
  z.strictObject({ kind: z.literal('cut') }),
  /** Headers and half of the body, then silence. The connection stays open. */
  z.strictObject({ kind: z.literal('stall') }),
  /**
   * The connection is reset before any byte of the answer: before the request's body was read (prompts are not known then),
   * after it, or (`after-accept`) when the work is done.
   */
  z.strictObject({ kind: z.literal('reset'), variant: z.enum(['before-reading', 'after-accept']).optional() }),
  /** A page of the front end instead of JSON. */
  z.strictObject({ kind: z.literal('html'), status: z.int().min(200).max(599) }),
  /** A whole HTTP answer whose body is half of what it should be. */
  z.strictObject({ kind: z.literal('truncated') }),
  /** The job is accepted, and fails when its time is over; on a poll: it fails now. */
  z.strictObject({ kind: z.literal('asyncFailure'), code: z.int(), message: z.string() }),
  /** Success without an address. */
  z.strictObject({ kind: z.literal('noAddress') }),
  /** A poll tells this status of the work, whatever it is; without the usual beginning, for example `CANCELED`. */
  z.strictObject({ kind: z.literal('workStatus'), name: z.string() }),
  /** Stays ACTIVE. */
  z.strictObject({ kind: z.literal('neverEnding') }),
  /** An empty list of media, or an empty file. */
  z.strictObject({ kind: z.literal('emptyMedia') }),
  /** A submit answers `media` and `workflows` only. */
  z.strictObject({ kind: z.literal('noOperations') }),
  /** An upsampling submit answers at once with the finished bytes. */
  z.strictObject({ kind: z.literal('alreadyUpscaled') }),
]);
export type Effect = z.infer<typeof effectSchema>;
/** An effect that the sending side, or the handler itself, brings about once delays are over. */
export type Twist = Exclude<Effect, { kind: 'slow' }>;

const presetName = z
  .string()
  .refine((name): name is PresetName => name in FAULT_PRESETS, 'there is no preset of that name');

/** A scripted fault: where it strikes, how often, and what it does (`effect`, or `preset` by name). */
export const faultSchema = z
  .strictObject({
    /** Taken from the preset when left out; `*` strikes anywhere. */
    endpoint: z.enum([...ENDPOINTS, '*']).optional(),
    /** Only calls of this account. */
    account: z.string().optional(),
    /** Only calls whose prompt, or whose medium's prompt, contains this. */
    promptContains: z.string().optional(),
    /** How many calls are let through before the first is struck. */
    skip: z.int().min(0).default(0),
    /** How many calls are struck; 0 is until removed. */
    times: z.int().min(0).default(1),
    effect: effectSchema.optional(),
    preset: presetName.optional(),
  })
  .refine((fault) => (fault.effect === undefined) !== (fault.preset === undefined), 'say either effect or preset')
  .refine((fault) => fault.endpoint !== undefined || fault.preset !== undefined, 'endpoint is missing');
export type FaultRequest = z.infer<typeof faultSchema>;

/** What is known about a call when faults are looked up. */
export interface Target {
  endpoint: Endpoint;
  email: string | null;
  prompts: readonly string[];
}

export interface Fault {
  id: number;
  endpoint: Endpoint | '*';
  account: string | null;
  promptContains: string | null;
  /** Calls that it still lets through. */
  skip: number;
  /** Calls that it will still strike; infinity until removed. */
  remaining: number;
  effect: Effect;
}

export type Faults = ReturnType<typeof createFaults>;

/** A prompt that contains `[[sandbox:PRESET]]` brings that preset about for its own request, and for enlarging what it made. */
const MARKER = /\[\[sandbox:([a-z0-9-]+)\]\]/;
/** Calls that make something of a prompt; markers work on these. */
const MARKED: readonly Endpoint[] = ['image', 'submit'];

/** The scripted faults, in order of arrival. */
export function createFaults() {
  let faults: Fault[] = [];
  let lastId = 0;

  function add(request: FaultRequest): Fault {
    const preset = request.preset === undefined ? undefined : FAULT_PRESETS[request.preset as PresetName];
    const effect = request.effect ?? preset?.effect;
    if (!effect) throw new Error('faultSchema lets no fault through without an effect');
    lastId += 1;
    const fault: Fault = {
      id: lastId,
      endpoint: request.endpoint ?? preset?.endpoint ?? '*',
      account: request.account ?? null,
      promptContains: request.promptContains ?? null,
      skip: request.skip,
      remaining: request.times === 0 ? Number.POSITIVE_INFINITY : request.times,
      effect,
    };
    faults.push(fault);
    return fault;
  }

  /** What strikes this call: the sum of all delays, and the first other effect. Uses the faults up. */
  function strike(target: Target): { delayMs: number; twist: Twist | null } {
    const marked = markedEffect(target);
    let delayMs = marked?.kind === 'slow' ? marked.delayMs : 0;
    let twist: Twist | null = marked && marked.kind !== 'slow' ? marked : null;
    for (const fault of faults) {
      if (isUnread(fault.effect) || !matches(fault, target) || (fault.effect.kind !== 'slow' && twist)) continue;
      if (!isDue(fault)) continue;
      fault.remaining -= 1;
      if (fault.effect.kind === 'slow') delayMs += fault.effect.delayMs;
      else twist = fault.effect;
    }
    faults = faults.filter((fault) => fault.remaining > 0);
    return { delayMs, twist };
  }

  /** Whether the connection is to be reset before the request is read. Uses the fault up. */
  function strikeUnread(target: Omit<Target, 'prompts'>): boolean {
    const fault = faults.find(({ effect, ...where }) => isUnread(effect) && matches(where, { ...target, prompts: [] }));
    if (fault === undefined || !isDue(fault)) return false;
    fault.remaining -= 1;
    faults = faults.filter(({ remaining }) => remaining > 0);
    return true;
  }

  return {
    add,
    strike,
    strikeUnread,
    list: (): readonly Fault[] => faults,
    clear: (): void => {
      faults = [];
    },
  };
}

/** Counts a call that it fits; true once enough were let through. */
function isDue(fault: Fault): boolean {
  if (fault.skip === 0) return true;
  fault.skip -= 1;
  return false;
}

const isUnread = (effect: Effect): boolean => effect.kind === 'reset' && effect.variant === 'before-reading';

function matches(
  fault: Pick<Fault, 'endpoint' | 'account' | 'promptContains'>,
  { endpoint, email, prompts }: Target,
): boolean {
  const { promptContains } = fault;
  return (
    (fault.endpoint === '*' || fault.endpoint === endpoint) &&
    (fault.account === null || fault.account === email) &&
    (promptContains === null || prompts.some((prompt) => prompt.includes(promptContains)))
  );
}

function markedEffect({ endpoint, prompts }: Target): Effect | null {
  if (!MARKED.includes(endpoint)) return null;
  for (const prompt of prompts) {
    const name = MARKER.exec(prompt)?.[1];
    const effect: Effect | undefined = FAULT_PRESETS[name as PresetName]?.effect;
    if (effect) return effect;
  }
  return null;
}
