import { isOver } from './job-clock.ts';
import type { MediaRecord } from './state/records.ts';
import { STALE_MS, type Store } from './state/store.ts';
import { refuse } from './upstream-error.ts';

/** How many media are remembered, and by how many more that may be exceeded before the oldest are forgotten together. */
const MAX_MEDIA = 20_000;
const MEDIA_SLACK = 1_000;

export type MediaLibrary = ReturnType<typeof createMediaLibrary>;

/** All media by their three names: media id, the key in their CDN path, and the name of the operation that makes them. */
export function createMediaLibrary({ store, now }: { store: Store; now(): number }) {
  const { media } = store.tables;
  const idByKey = new Map<string, string>();
  const idByOperation = new Map<string, string>();
  for (const record of media.values()) index(record);

  function index(record: MediaRecord): void {
    idByKey.set(record.key, record.id);
    if (record.job) idByOperation.set(record.job.operation, record.id);
  }

  function remove(id: string): void {
    const record = media.get(id);
    if (!record) return;
    idByKey.delete(record.key);
    if (record.job) idByOperation.delete(record.job.operation);
    store.remove('media', id);
  }

  /** Media are in order of their creation, so that only the old ones are looked at. */
  function forgetOld(): void {
    for (const record of media.values()) {
      if (record.createdAt >= now() - STALE_MS) break;
      remove(record.id);
    }
    if (media.size > MAX_MEDIA + MEDIA_SLACK) forgetDownTo(MAX_MEDIA);
  }

  function forgetDownTo(count: number): void {
    for (const record of media.values()) {
      if (media.size <= count) return;
      if (!record.job || isOver(record.job, now())) remove(record.id);
    }
  }

  function owned(email: string, record: MediaRecord | undefined): MediaRecord {
    if (record?.email !== email) throw refuse.notFound();
    return record;
  }

  return {
    add: (record: MediaRecord) => {
      forgetOld();
      index(record);
      store.put('media', record.id, record);
    },
    save: (record: MediaRecord) => store.put('media', record.id, record),
    remove,
    all: () => media.values(),
    has: (id: string) => media.has(id),
    count: () => media.size,
    /** Whatever medium has this id, key or operation name, whoever owns it. */
    lookUp: (name: string) => media.get(name) ?? media.get(idByOperation.get(name) ?? idByKey.get(name) ?? ''),
    byKey: (key: string) => media.get(idByKey.get(key) ?? ''),
    /** @throws UpstreamError 404 when there is none of that id, or it belongs to another account. */
    ownedBy: (email: string, id: string) => owned(email, media.get(id)),
    /** @throws UpstreamError 404 likewise. */
    ofOperation: (email: string, name: string) => owned(email, media.get(idByOperation.get(name) ?? '')),
  };
}
