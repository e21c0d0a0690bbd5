import type { SandboxProcess } from '../server/testing/sandbox-process.ts';
import type { BenchAccount } from './accounts.ts';
import type { FloorScript } from './floor-script.ts';
import { type Ask, askBackgroundVideo, askImage } from './requests.ts';

interface ImageCall {
  path: string;
  account: string;
  body: { requests: { structuredPrompt: unknown }[] };
}

/** What the service answers and what it asks the upstream, recorded for the floor. The paths are those of what is finished. */
export interface Recording {
  script: FloorScript;
  jobPath: string;
  videoPath: string;
}

/** How long the floor's watched job lasts: as long as a video of the benchmark. */
const WATCHED_SECONDS = 6;

/** Asks the service for one of each. */
export async function record(
  serviceUrl: string,
  sandbox: SandboxProcess,
  accounts: readonly BenchAccount[],
): Promise<Recording> {
  const { response, text } = await fetchOf(askImage(serviceUrl));
  const jobPath = `/v1/jobs/${response.headers.get('x-flow2api-job-id')}`;
  const get = async (path: string) =>
    (await fetchOf({ ...askImage(serviceUrl), url: serviceUrl + path, method: 'GET', body: null })).text;
  const video = (await fetchOf(askBackgroundVideo(serviceUrl))).text;
  const { id } = JSON.parse(video) as { id: string };
  const videoJob = `/v1/jobs/gen_${id.replace('video_', '')}`;
  const events = await get(`${videoJob}/events`); // which end with the job
  const lastEvent = events.lastIndexOf('event: end');
  const videoPath = `/v1/videos/${id}`;
  const end = text.indexOf('\n\n') + 2;
  return {
    jobPath,
    videoPath,
    script: {
      reads: {
        '/v1/models': await get('/v1/models'),
        [jobPath]: await get(jobPath),
        [videoPath]: await get(videoPath),
      },
      watched: {
        path: `${videoJob}/events`,
        first: events.slice(0, lastEvent),
        last: events.slice(lastEvent),
        seconds: WATCHED_SECONDS,
      },
      firstEvent: text.slice(0, end),
      otherEvents: text.slice(end),
      upstream: await upstreamCall(sandbox, accounts),
    },
  };
}

/** The call that the service made for its last picture. */
async function upstreamCall(
  sandbox: SandboxProcess,
  accounts: readonly BenchAccount[],
): Promise<FloorScript['upstream']> {
  const path = 'requests?endpoint=image&last=1';
  const { requests } = await sandbox.control<{ requests: ImageCall[] }>('GET', path);
  const [last] = requests;
  const account = accounts.find(({ email }) => email === last?.account);
  if (last === undefined || account === undefined) throw new Error('the sandbox was not asked for a picture');
  const structuredPrompt = { parts: [{ text: 'PROMPT' }] };
  const body = { ...last.body, requests: last.body.requests.map((request) => ({ ...request, structuredPrompt })) };
  return { url: sandbox.origin + last.path, accessToken: account.accessToken, body };
}

async function fetchOf({ url, method, headers, body }: ReturnType<Ask>): Promise<{ response: Response; text: string }> {
  const response = await fetch(url, { method, headers, body });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return { response, text };
}
