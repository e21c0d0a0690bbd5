/** Where a generation stands, by the upstream's status name. */
export type Progress = 'running' | 'succeeded' | 'failed';

const PREFIX = 'MEDIA_GENERATION_STATUS_';

/**
 * Sorts a status name into the three cases that matter. Only one name means success; FAILED, CANCELED and anything that
 * begins with ERROR or REJECT is an end without a result; every other name, and none at all, is still running, so that a name
 * Google adds tomorrow cannot end a paid job early. @see docs/wire.md, §9
 */
export function progressOf(status: string | null | undefined): Progress {
  const name = (status ?? '').replace(PREFIX, '');
  if (name === 'SUCCESSFUL') return 'succeeded';
  if (name === 'FAILED' || name === 'CANCELED' || name.startsWith('ERROR') || name.startsWith('REJECT'))
    return 'failed';
  return 'running';
}
