import { api } from '../../api/api.ts';

const KEYS = { image: 'generation.image_concurrency', video: 'generation.video_concurrency' } as const;
/** Until the settings are there. */
const DEFAULT = 4;

/** Jobs at once of tokens without a limit of their own, by the settings; -1 is no limit. */
export function useUsualSlots(): (kind: 'image' | 'video') => number {
  const settings = api.settings.get.useQuery();
  return (kind) => {
    const value = settings.data?.settings.find(({ key }) => key === KEYS[kind])?.value;
    return typeof value === 'number' ? value : DEFAULT;
  };
}
