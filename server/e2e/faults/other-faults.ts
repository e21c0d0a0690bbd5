import type { CallId } from './calls.ts';
import { ANY, CLIPS, effect, type FaultRow } from './row.ts';

/** Answers that are no refusal and not what was asked for. */
export const ODD: readonly FaultRow[] = [
  {
    name: 'an answer that the wire does not know',
    wire: '300',
    strike: effect({ kind: 'html', status: 300 }),
    ...{ on: ANY, otherwise: '' },
  },
  {
    name: 'a page with 200',
    wire: '200, HTML',
    strike: effect({ kind: 'html', status: 200 }),
    ...{ on: ANY, otherwise: '' },
  },
  {
    name: 'nothing in the answer',
    wire: '200 `{}`',
    blames: 'account',
    strike: effect({ kind: 'empty' }),
    ...{ on: ANY, otherwise: '' },
  },
  {
    name: 'a refusal inside a success',
    wire: '200 with `status: 500` inside',
    strike: effect({ kind: 'embeddedStatus', status: 500 }),
    ...{ on: ['project', 'redirect'], otherwise: 'only tRPC answers have a status of their own' },
  },
  {
    name: 'half of the answer as a whole',
    wire: '200, half of the body',
    strike: effect({ kind: 'truncated' }),
    on: ANY.filter((call) => call !== 'redirect'),
    otherwise: 'a redirect has no body',
  },
  {
    name: 'success without an address',
    wire: '200 without an address',
    strike: effect({ kind: 'noAddress' }),
    ...{ on: ['image', 'text', 'upsample-image', 'redirect', 'media-read'] as CallId[] },
    ...{ otherwise: 'the answer holds no address', neverEnds: true },
  },
  {
    name: 'success without a medium',
    wire: '200 with an empty list, or an empty file',
    strike: effect({ kind: 'emptyMedia' }),
    ...{ on: ['image', 'upsample-image', 'media-read', 'media'], otherwise: 'the answer holds no medium' },
  },
  {
    name: 'started, told in one of two forms only',
    harmless: true,
    wire: '200 without `operations`',
    strike: effect({ kind: 'noOperations' }),
    ...{ on: CLIPS, otherwise: 'the call starts no operation' },
  },
  {
    name: 'already enlarged',
    harmless: true,
    wire: '200 with the finished bytes',
    strike: effect({ kind: 'alreadyUpscaled' }),
    ...{ on: ['upsample-video'], otherwise: 'only the enlarging of a video answers so' },
  },
];

/** What becomes of work that was taken. @see docs/wire.md, §9 and §12.2 */
export const LATER: readonly FaultRow[] = [
  later('filtered out after the work', 3, 'PUBLIC_ERROR_AUDIO_FILTERED'),
  later('filtered out, with a word that is no name', 3, 'the audio was filtered'),
  later('failed without a reason', 13, null),
  later('failed with a vague name', 13, 'PUBLIC_ERROR_SOMETHING_WENT_WRONG'),
  later('gave up', 4, 'PUBLIC_ERROR_VIDEO_GENERATION_TIMED_OUT'),
  later('too much traffic after all', 8, 'PUBLIC_ERROR_HIGH_TRAFFIC'),
  {
    name: 'never ends',
    wire: 'polls say `ACTIVE` for ever',
    strike: effect({ kind: 'neverEnding' }),
    ...{ on: CLIPS, otherwise: 'the work is done within the call, or goes on without it', neverEnds: true },
  },
];

/** What polls say of work that is under way. @see docs/wire.md, §9 */
export const STATUSES: readonly FaultRow[] = [
  stillRunning('waits in line', 'SCHEDULED'),
  stillRunning('a status that says nothing', 'UNSPECIFIED'),
  stillRunning('a status that is not known', 'SOMETHING_NEW'),
  ended('cancelled upstream', 'CANCELED'),
  ended('an end that is not known', 'ERROR_SOMETHING_NEW'),
];

function told(name: string, status: string): FaultRow {
  return {
    ...{ name, wire: `a poll says \`${status}\`` },
    strike: effect({ kind: 'workStatus', name: status }),
    ...{ on: ['poll'], otherwise: 'only polls tell how work stands' },
  };
}

function stillRunning(name: string, status: string): FaultRow {
  return { ...told(name, status), harmless: true };
}

function ended(name: string, status: string): FaultRow {
  return { ...told(name, status), endsWork: true, once: true };
}

function later(name: string, code: number, reason: string | null): FaultRow {
  const message = reason ?? 'Internal error encountered.';
  return {
    name,
    wire: `later, a poll says ${code}${reason === null ? '' : ` \`${reason.replace('PUBLIC_ERROR_', '')}\``}`,
    strike: effect({ kind: 'asyncFailure', code, message }),
    ...{ on: CLIPS, otherwise: 'no work is polled that this call started' },
  };
}

/** The line in between. @see docs/wire.md, §12.3 */
export const LINE: readonly FaultRow[] = [
  {
    name: 'reset before the request is read',
    wire: 'TCP reset',
    strike: effect({ kind: 'reset', variant: 'before-reading' }),
    ...{ on: ANY, otherwise: '' },
  },
  {
    name: 'reset after the request is read',
    wire: 'TCP reset',
    strike: effect({ kind: 'reset' }),
    ...{ on: ANY, otherwise: '' },
  },
  {
    name: 'reset when the work is done',
    wire: 'TCP reset',
    strike: effect({ kind: 'reset', variant: 'after-accept' }),
    ...{ on: ANY, otherwise: '' },
  },
  {
    name: 'cut in the middle of the answer',
    wire: 'half of the body, then the end of the connection',
    strike: effect({ kind: 'cut' }),
    on: ANY.filter((call) => call !== 'redirect'),
    otherwise: 'a redirect has no body',
  },
  {
    name: 'hangs',
    wire: 'no answer',
    strike: effect({ kind: 'slow', delayMs: 3_600_000 }),
    ...{ on: ANY, otherwise: '', runsOut: true },
  },
  {
    name: 'stops in the middle of the answer',
    wire: 'half of the body, then silence',
    strike: effect({ kind: 'stall' }),
    on: ANY.filter((call) => call !== 'redirect'),
    ...{ otherwise: 'a redirect has no body', runsOut: true },
  },
  {
    name: 'slow, but in time',
    harmless: true,
    wire: 'the answer after a while',
    strike: effect({ kind: 'slow', delayMs: 250 }),
    ...{ on: ANY, otherwise: '' },
  },
];

const HOUR_MS = 3_600_000;

export const CLOCK: readonly FaultRow[] = [
  {
    name: 'clock put forward',
    harmless: true,
    wire: 'an hour, during the call',
    strike: { does: 'clock', jumpMs: HOUR_MS },
    ...{ on: ANY, otherwise: '' },
  },
  {
    name: 'clock put back',
    harmless: true,
    wire: 'an hour, during the call',
    strike: { does: 'clock', jumpMs: -HOUR_MS },
    ...{ on: ANY, otherwise: '' },
  },
];
