import type { SettingsChanged } from '../../schema/events.ts';

/** One setting of one save, or of one edit of the file, as it is kept. */
export interface ChangeRecord {
  id: number;
  version: number;
  at: number;
  actorName: string;
  key: string;
  /** For a save null where nothing was saved; for the file what was in force. */
  before: unknown;
  after: unknown;
  secret: boolean;
  /** False when a sealed value does not open any more; `before` and `after` are null then. */
  readable: boolean;
}

/** What is written in one transaction. */
export interface Save {
  /** The version that it makes, one more than the last; null when nothing but the event is to be told. */
  version: number | null;
  at: number;
  actorName: string;
  /** Rows to be written, or with null to be taken away. */
  rows: readonly { key: string; value: unknown }[];
  history: readonly Pick<ChangeRecord, 'key' | 'before' | 'after'>[];
  event: Omit<SettingsChanged, 'type'>;
  /** When debug logging ends: Unix milliseconds, null for no end, undefined to leave it as it is. */
  debugUntil?: number | null | undefined;
}

/** Changes with an `id` between the two, newest first unless asked for otherwise. */
export interface HistoryPage {
  olderThan?: number | undefined;
  newerThan?: number | undefined;
  key?: string | undefined;
  oldestFirst?: boolean | undefined;
  limit: number;
}

/** Where saved settings and their history are kept. Secrets go in and come out as they are; what is stored of them is sealed. */
export interface SettingStore {
  /** What is saved, by `section.name`. @throws VaultError when a secret was sealed with another key */
  rows(): Promise<Record<string, unknown>>;
  /** The last version; 0 before the first. */
  version(): Promise<number>;
  /** False, and nothing is written, when the version is not the next one any more. */
  save(save: Save): Promise<boolean>;
  history(page: HistoryPage): Promise<ChangeRecord[]>;
  changesOf(version: number): Promise<ChangeRecord[]>;
  debugUntil(): Promise<number | null>;
}
