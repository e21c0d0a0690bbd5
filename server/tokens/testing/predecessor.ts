import { readFileSync } from 'node:fs';
import Sqlite from 'better-sqlite3';

/** A row of the predecessor's table of accounts, as far as a test says something about it. */
export interface PredecessorAccount {
  st: string;
  email: string;
  name?: string;
  remark?: string | null;
  is_active?: number;
  ban_reason?: string | null;
  image_enabled?: number;
  video_enabled?: number;
  image_concurrency?: number;
  video_concurrency?: number;
  proxy_url?: string | null;
}

const TABLE = `
  create table tokens (
    id integer primary key autoincrement, st text unique not null, at text, at_expires timestamp, email text not null,
    name text not null, remark text, is_active boolean default 1, created_at timestamp default current_timestamp,
    last_used_at timestamp, use_count integer default 0, credits integer default 0, user_paygate_tier text,
    current_project_id text, current_project_name text, image_enabled boolean default 1, video_enabled boolean default 1,
    image_concurrency integer default -1, video_concurrency integer default -1, ban_reason text, banned_at timestamp,
    protocol_mode text default 'session', proxy_url text, google_cookies text, login_account text, login_password text
  );
  create table settings (id integer primary key, value text);
  create table usage_stats (id integer primary key, token_id integer, image_count integer default 0);`;

/** Other secrets that such a database holds; nothing of them may be taken over. */
export const PREDECESSOR_SECRETS = { at: 'ya29.of-the-predecessor', login_password: 'password-of-the-google-account' };

/** The bytes of a database as the predecessor leaves it, made from what is documented of its tables. */
export function predecessorDatabase(accounts: readonly PredecessorAccount[], more = ''): Buffer {
  const database = new Sqlite(':memory:');
  database.exec(TABLE);
  for (const account of accounts) insert(database, account);
  database.exec(more);
  const bytes = database.serialize();
  database.close();
  return bytes;
}

function insert(database: Sqlite.Database, account: PredecessorAccount): void {
  const row = { name: account.email.split('@')[0], ...PREDECESSOR_SECRETS, credits: 12, ...account };
  const columns = Object.keys(row);
  const places = columns.map((column) => `@${column}`).join(', ');
  database.prepare(`insert into tokens (${columns.join(', ')}) values (${places})`).run(row);
}

/** A predecessor at work, whose database keeps what was written last in a file beside it. */
export function startPredecessor(path: string) {
  const database = new Sqlite(path);
  for (const mode of ['journal_mode = wal', 'wal_autocheckpoint = 0']) database.pragma(mode);
  database.exec(TABLE);
  return {
    add: (account: PredecessorAccount): void => insert(database, account),
    checkpoint: (): void => void database.pragma('wal_checkpoint(truncate)'),
    /** The database as who copies that file alone has it. */
    file: (): Buffer => readFileSync(path),
    stop: (): void => void database.close(),
  };
}

/** The same bytes, as a database says of itself that is kept with a log beside it. */
export function withLog(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[18] = 2;
  copy[19] = 2;
  return copy;
}
