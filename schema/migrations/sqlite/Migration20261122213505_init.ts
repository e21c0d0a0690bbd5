import { Migration } from '@mikro-orm/migrations';

export class Migration20261122213505_init extends Migration {

  override name = 'Migration20261122213505_init';

  override up(): void | Promise<void> {
    this.addSql(`create table \`api_keys\` (\`id\` text not null primary key, \`name\` text not null, \`hash\` text not null, \`last4\` text not null, \`enabled\` integer not null default true, \`created_at\` bigint not null, \`last_used_at\` bigint null, \`expires_at\` bigint null);`);
    this.addSql(`create unique index \`api_keys_hash_unique\` on \`api_keys\` (\`hash\`);`);

    this.addSql(`create table \`events\` (\`seq\` integer not null primary key autoincrement, \`type\` text not null, \`subject\` text not null, \`payload\` json not null, \`at\` bigint not null);`);
    this.addSql(`create index \`events_subject_seq_index\` on \`events\` (\`subject\`, \`seq\`);`);
    this.addSql(`create index \`events_at_index\` on \`events\` (\`at\`);`);

    this.addSql(`create table \`files\` (\`name\` text not null primary key, \`purpose\` text not null, \`mime_type\` text not null, \`bytes\` bigint not null, \`width\` integer null, \`height\` integer null, \`sha256\` text null, \`created_at\` bigint not null);`);
    this.addSql(`create index \`files_created_at_index\` on \`files\` (\`created_at\`);`);
    this.addSql(`create index \`files_purpose_sha256_index\` on \`files\` (\`purpose\`, \`sha256\`);`);

    this.addSql(`create table \`generations\` (\`id\` text not null primary key, \`state\` text not null, \`kind\` text not null, \`mode\` text not null, \`model\` text not null, \`variant\` text not null, \`prompt\` text not null, \`ratio\` text not null, \`seconds\` integer null, \`request\` json not null, \`api_key_id\` text not null, \`request_id\` text not null, \`route\` text not null, \`token_id\` integer null, \`upstream\` text null, \`model_key\` text null, \`step\` text not null default 'generate', \`credits\` integer not null default 0, \`work\` json null, \`assets\` json null, \`error\` json null, \`notice\` text null, \`attempts\` json null, \`created_at\` bigint not null, \`submitted_at\` bigint null, \`deadline_at\` bigint null, \`completed_at\` bigint null, \`updated_at\` bigint not null);`);
    this.addSql(`create index \`generations_state_created_at_index\` on \`generations\` (\`state\`, \`created_at\`);`);
    this.addSql(`create index \`generations_api_key_id_created_at_index\` on \`generations\` (\`api_key_id\`, \`created_at\`);`);
    this.addSql(`create index \`generations_created_at_index\` on \`generations\` (\`created_at\`);`);

    this.addSql(`create table \`leases\` (\`generation_id\` text not null primary key, \`token_id\` integer not null, \`kind\` text not null, \`credits\` integer not null, \`taken_at\` bigint not null);`);
    this.addSql(`create index \`leases_token_id_index\` on \`leases\` (\`token_id\`);`);

    this.addSql(`create table \`request_logs\` (\`id\` integer not null primary key autoincrement, \`request_id\` text not null, \`at\` bigint not null, \`method\` text not null, \`route\` text not null, \`status\` integer not null, \`duration_ms\` integer not null, \`api_key_id\` text null, \`generation_id\` text null, \`model\` text null, \`error_code\` text null, \`caller_left\` integer not null default false);`);
    this.addSql(`create index \`request_logs_at_index\` on \`request_logs\` (\`at\`);`);
    this.addSql(`create index \`request_logs_request_id_index\` on \`request_logs\` (\`request_id\`);`);

    this.addSql(`create table \`settings\` (\`key\` text not null primary key, \`value\` json not null, \`updated_at\` bigint not null);`);

    this.addSql(`create table \`tokens\` (\`id\` integer not null primary key autoincrement, \`email\` text not null, \`name\` text null, \`remark\` text null, \`upstream\` text not null default 'flow', \`session_token\` text not null, \`session_token_hash\` text not null, \`access_token\` text null, \`access_token_expires_at\` bigint null, \`enabled\` integer not null default true, \`status\` text not null default 'active', \`status_reason\` text null, \`credits\` integer not null default 0, \`tier\` text not null default 'PAYGATE_TIER_NOT_PAID', \`project_id\` text null, \`project_title\` text null, \`image_enabled\` integer not null default true, \`video_enabled\` integer not null default true, \`image_concurrency\` integer null, \`video_concurrency\` integer null, \`proxy_url\` text null, \`consecutive_errors\` integer not null default 0, \`last_error\` text null, \`last_used_at\` bigint null, \`last_refresh_at\` bigint null, \`created_at\` bigint not null, \`updated_at\` bigint not null);`);
    this.addSql(`create unique index \`tokens_session_token_hash_unique\` on \`tokens\` (\`session_token_hash\`);`);
    this.addSql(`create unique index \`tokens_upstream_email_unique\` on \`tokens\` (\`upstream\`, \`email\`);`);

    this.addSql(`create table \`usage_stats\` (\`hour\` bigint not null, \`token_id\` integer not null, \`api_key_id\` text not null, \`model\` text not null, \`kind\` text not null, \`completed\` integer not null default 0, \`failed\` integer not null default 0, \`credits\` integer not null default 0, \`duration_ms\` bigint not null default '0', primary key (\`hour\`, \`token_id\`, \`api_key_id\`, \`model\`));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`api_keys\`;`);
    this.addSql(`drop table if exists \`events\`;`);
    this.addSql(`drop table if exists \`files\`;`);
    this.addSql(`drop table if exists \`generations\`;`);
    this.addSql(`drop table if exists \`leases\`;`);
    this.addSql(`drop table if exists \`request_logs\`;`);
    this.addSql(`drop table if exists \`settings\`;`);
    this.addSql(`drop table if exists \`tokens\`;`);
    this.addSql(`drop table if exists \`usage_stats\`;`);
  }

}
