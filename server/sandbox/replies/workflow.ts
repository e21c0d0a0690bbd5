import type { MediaRecord } from '../state/records.ts';
import { wholeSeconds } from './timestamps.ts';

const TITLE_LENGTH = 40;

/** The workflow that the newer answers list beside each medium. */
export function presentWorkflow(media: MediaRecord): object {
  const createTime = wholeSeconds(media.createdAt);
  const batchId = media.job?.batchId;
  return {
    name: media.workflowId,
    metadata: {
      displayName: media.prompt.slice(0, TITLE_LENGTH),
      createTime,
      primaryMediaId: media.id,
      ...(batchId && { batchId, updateTime: createTime }),
    },
    projectId: media.projectId,
  };
}
