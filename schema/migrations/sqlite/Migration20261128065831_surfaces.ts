import { Migration } from '@mikro-orm/migrations';

export class Migration20261128065831_surfaces extends Migration {

  override name = 'Migration20261128065831_surfaces';

  override up(): void | Promise<void> {
    this.addSql(`create table \`idempotency_keys\` (\`api_key_id\` text not null, \`key\` text not null, \`fingerprint\` text not null, \`call_id\` text not null, \`created_at\` bigint not null, primary key (\`api_key_id\`, \`key\`));`);
    this.addSql(`create index \`idempotency_keys_created_at_index\` on \`idempotency_keys\` (\`created_at\`);`);

    this.addSql(`create table \`uploads\` (\`token_id\` integer not null, \`sha256\` text not null, \`aspect_ratio\` text not null, \`project_id\` text not null, \`media_id\` text not null, \`uploaded_at\` bigint not null, primary key (\`token_id\`, \`sha256\`, \`aspect_ratio\`, \`project_id\`));`);
    this.addSql(`create index \`uploads_uploaded_at_index\` on \`uploads\` (\`uploaded_at\`);`);

    this.addSql(`alter table \`api_keys\` add column \`requests_per_minute\` integer null;`);
    this.addSql(`alter table \`api_keys\` add column \`jobs_at_once\` integer null;`);
    this.addSql(`alter table \`api_keys\` add column \`credits_per_day\` integer null;`);
    this.addSql(`alter table \`api_keys\` add column \`credits_per_month\` integer null;`);
    this.addSql(`alter table \`api_keys\` add column \`models\` json null;`);

    this.addSql(`alter table \`generations\` add column \`resolution\` text null;`);
    this.addSql(`alter table \`generations\` add column \`call_id\` text null;`);
    this.addSql(`alter table \`generations\` add column \`fingerprint\` text null;`);
    this.addSql(`alter table \`generations\` add column \`facts\` json null;`);
    this.addSql(`alter table \`generations\` add column \`deleted_at\` bigint null;`);
    this.addSql(`create index \`generations_api_key_id_kind_created_at_index\` on \`generations\` (\`api_key_id\`, \`kind\`, \`created_at\`);`);
    this.addSql(`create index \`generations_call_id_index\` on \`generations\` (\`call_id\`);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`idempotency_keys\`;`);
    this.addSql(`drop table if exists \`uploads\`;`);

    this.addSql(`alter table \`api_keys\` drop column \`requests_per_minute\`;`);
    this.addSql(`alter table \`api_keys\` drop column \`jobs_at_once\`;`);
    this.addSql(`alter table \`api_keys\` drop column \`credits_per_day\`;`);
    this.addSql(`alter table \`api_keys\` drop column \`credits_per_month\`;`);
    this.addSql(`alter table \`api_keys\` drop column \`models\`;`);

    this.addSql(`drop index \`generations_api_key_id_kind_created_at_index\`;`);
    this.addSql(`drop index \`generations_call_id_index\`;`);
    this.addSql(`alter table \`generations\` drop column \`resolution\`;`);
    this.addSql(`alter table \`generations\` drop column \`call_id\`;`);
    this.addSql(`alter table \`generations\` drop column \`fingerprint\`;`);
    this.addSql(`alter table \`generations\` drop column \`facts\`;`);
    this.addSql(`alter table \`generations\` drop column \`deleted_at\`;`);
  }

}
