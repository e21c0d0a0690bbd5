import { type Ask, askGet } from '../requests.ts';
import type { Stage } from '../stage.ts';
import { percent, perSecond } from '../table.ts';
import { measure } from '../windows.ts';
import { type Case, pair, throughput, usageRow } from './case.ts';

const CALLERS = 64;
const MODELS_SHARE = 0.6;

/** `GET /v1/models`: what routing, authentication and the request's record cost. */
export const models: Case = (stage) =>
  read(stage, 'GET /v1/models, 64 callers', askGet('/v1/models', readOf(stage, '/v1/models')), MODELS_SHARE);

/** `GET /v1/jobs/{id}` of a finished job, as callers poll for it. */
export const jobs: Case = (stage) =>
  read(
    stage,
    'GET /v1/jobs/{id}, 64 callers',
    askGet(stage.recording.jobPath, readOf(stage, stage.recording.jobPath)),
    null,
  );

/** `GET /v1/videos/{id}` of a finished video, as apps poll for it. */
export const videoStatus: Case = (stage) => {
  const { videoPath } = stage.recording;
  return read(stage, 'GET /v1/videos/{id}, 64 callers', askGet(videoPath, readOf(stage, videoPath)), null);
};

function readOf({ recording }: Stage, path: string): string {
  return recording.script.reads[path] ?? '';
}

async function read({ floor, service, plan }: Stage, name: string, ask: Ask, share: number | null) {
  const measured = pair(await measure([floor, service], { ask, callers: CALLERS }, plan));
  const [least, ours] = [throughput(measured.floor), throughput(measured.service)];
  return {
    rows: [
      {
        case: name,
        floor: perSecond(least),
        service: perSecond(ours),
        ratio: percent(ours / least),
        budget: share === null ? '' : `≥ ${percent(share)}`,
        met: share === null ? null : ours >= least * share,
      },
    ],
    usage: [usageRow(name, measured.floor), usageRow(name, measured.service)],
  };
}
