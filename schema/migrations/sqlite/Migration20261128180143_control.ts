import { Migration } from '@mikro-orm/migrations';

export class Migration20261128180143_control extends Migration {

  override name = 'Migration20261128180143_control';

  override up(): void | Promise<void> {
    this.addSql(`create table \`admins\` (\`id\` text not null primary key, \`username\` text not null, \`password_hash\` text not null, \`created_at\` bigint not null, \`password_changed_at\` bigint not null);`);
    this.addSql(`create unique index \`admins_username_unique\` on \`admins\` (\`username\`);`);

    this.addSql(`create table \`admin_tokens\` (\`id\` text not null primary key, \`name\` text not null, \`hash\` text not null, \`last4\` text not null, \`scopes\` json not null, \`created_at\` bigint not null, \`expires_at\` bigint null, \`last_used_at\` bigint null);`);
    this.addSql(`create unique index \`admin_tokens_hash_unique\` on \`admin_tokens\` (\`hash\`);`);

    this.addSql(`create table \`audit_log\` (\`seq\` integer not null primary key autoincrement, \`at\` bigint not null, \`actor_kind\` text not null, \`actor_id\` text null, \`actor_name\` text not null, \`action\` text not null, \`subject\` text null, \`changes\` json not null, \`outcome\` text not null, \`detail\` text null, \`address\` text null, \`request_id\` text null, \`previous_hash\` text not null, \`hash\` text not null);`);
    this.addSql(`create index \`audit_log_at_index\` on \`audit_log\` (\`at\`);`);
    this.addSql(`create index \`audit_log_action_index\` on \`audit_log\` (\`action\`);`);
    this.addSql(`create index \`audit_log_subject_index\` on \`audit_log\` (\`subject\`);`);

    this.addSql(`create table \`latency_stats\` (\`hour\` bigint not null, \`model\` text not null, \`up_to\` integer not null, \`jobs\` integer not null default 0, primary key (\`hour\`, \`model\`, \`up_to\`));`);

    this.addSql(`create table \`request_bodies\` (\`request_id\` text not null primary key, \`at\` bigint not null, \`request\` text null, \`response\` text null, \`bytes\` integer not null);`);
    this.addSql(`create index \`request_bodies_at_index\` on \`request_bodies\` (\`at\`);`);

    this.addSql(`create table \`request_stats\` (\`minute\` bigint not null, \`status_class\` integer not null, \`api_key_id\` text not null, \`model\` text not null, \`requests\` integer not null default 0, \`duration_ms\` bigint not null default '0', primary key (\`minute\`, \`status_class\`, \`api_key_id\`, \`model\`));`);

    this.addSql(`create table \`sessions\` (\`id\` text not null primary key, \`hash\` text not null, \`admin_id\` text not null, \`created_at\` bigint not null, \`last_seen_at\` bigint not null, \`expires_at\` bigint not null, \`address\` text not null, \`user_agent\` text null);`);
    this.addSql(`create unique index \`sessions_hash_unique\` on \`sessions\` (\`hash\`);`);
    this.addSql(`create index \`sessions_admin_id_index\` on \`sessions\` (\`admin_id\`);`);

    this.addSql(`create table \`setting_changes\` (\`id\` integer not null primary key autoincrement, \`version\` integer not null, \`at\` bigint not null, \`actor_name\` text not null, \`key\` text not null, \`before\` json null, \`after\` json null, \`secret\` integer not null);`);
    this.addSql(`create index \`setting_changes_version_index\` on \`setting_changes\` (\`version\`);`);
    this.addSql(`create index \`setting_changes_key_id_index\` on \`setting_changes\` (\`key\`, \`id\`);`);

    this.addSql(`create table \`sign_in_failures\` (\`subject\` text not null primary key, \`failures\` integer not null, \`last_at\` bigint not null, \`blocked_until\` bigint not null);`);

    this.addSql(`alter table \`api_keys\` add column \`previous_hash\` text null;`);
    this.addSql(`alter table \`api_keys\` add column \`previous_until\` bigint null;`);

    this.addSql(`create index \`generations_token_id_created_at_index\` on \`generations\` (\`token_id\`, \`created_at\`);`);
    this.addSql(`create index \`generations_model_created_at_index\` on \`generations\` (\`model\`, \`created_at\`);`);

    this.addSql(`alter table \`request_logs\` add column \`token_id\` integer null;`);
    this.addSql(`alter table \`request_logs\` add column \`kind\` text null;`);
    this.addSql(`create index \`request_logs_status_index\` on \`request_logs\` (\`status\`);`);
    this.addSql(`create index \`request_logs_api_key_id_index\` on \`request_logs\` (\`api_key_id\`);`);
    this.addSql(`create index \`request_logs_generation_id_index\` on \`request_logs\` (\`generation_id\`);`);
    this.addSql(`create index \`request_logs_token_id_index\` on \`request_logs\` (\`token_id\`);`);
    this.addSql(`create index \`request_logs_model_index\` on \`request_logs\` (\`model\`);`);
    this.addSql(`create index \`request_logs_error_code_index\` on \`request_logs\` (\`error_code\`);`);

    this.addSql(`alter table \`usage_stats\` rename column \`hour\` to \`quarter\`;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`admins\`;`);
    this.addSql(`drop table if exists \`admin_tokens\`;`);
    this.addSql(`drop table if exists \`audit_log\`;`);
    this.addSql(`drop table if exists \`latency_stats\`;`);
    this.addSql(`drop table if exists \`request_bodies\`;`);
    this.addSql(`drop table if exists \`request_stats\`;`);
    this.addSql(`drop table if exists \`sessions\`;`);
    this.addSql(`drop table if exists \`setting_changes\`;`);
    this.addSql(`drop table if exists \`sign_in_failures\`;`);

    this.addSql(`alter table \`api_keys\` drop column \`previous_hash\`;`);
    this.addSql(`alter table \`api_keys\` drop column \`previous_until\`;`);

    this.addSql(`drop index \`generations_token_id_created_at_index\`;`);
    this.addSql(`drop index \`generations_model_created_at_index\`;`);

    this.addSql(`drop index \`request_logs_status_index\`;`);
    this.addSql(`drop index \`request_logs_api_key_id_index\`;`);
    this.addSql(`drop index \`request_logs_generation_id_index\`;`);
    this.addSql(`drop index \`request_logs_token_id_index\`;`);
    this.addSql(`drop index \`request_logs_model_index\`;`);
    this.addSql(`drop index \`request_logs_error_code_index\`;`);
    this.addSql(`alter table \`request_logs\` drop column \`token_id\`;`);
    this.addSql(`alter table \`request_logs\` drop column \`kind\`;`);

    this.addSql(`alter table \`usage_stats\` rename column \`quarter\` to \`hour\`;`);
  }

}
