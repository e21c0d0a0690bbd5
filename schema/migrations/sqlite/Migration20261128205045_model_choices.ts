import { Migration } from '@mikro-orm/migrations';

export class Migration20261128205045_model_choices extends Migration {

  override name = 'Migration20261128205045_model_choices';

  override up(): void | Promise<void> {
    this.addSql(`create table \`model_choices\` (\`name\` text not null primary key, \`alias_of\` text null, \`hidden\` integer not null default false, \`updated_at\` bigint not null);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`model_choices\`;`);
  }

}
