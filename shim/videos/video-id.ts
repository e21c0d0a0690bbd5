/** Jobs and videos have the same number, so that one can be found by the other. */
const JOB = /^gen_([0-9a-f]{32})$/;
const VIDEO = /^video_([0-9a-f]{32})$/;

/** What the videos of this wire call a job. */
export function videoIdOf(jobId: string): string {
  return jobId.replace(JOB, 'video_$1');
}

/** The job behind a video's id; null for what is no such id. */
export function jobIdOf(videoId: string): string | null {
  return VIDEO.test(videoId) ? videoId.replace(VIDEO, 'gen_$1') : null;
}
