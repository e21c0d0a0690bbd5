import { Migration } from '@mikro-orm/migrations';

export class Migration20261129143016_second_factor extends Migration {

  override name = 'Migration20261129143016_second_factor';

  override up(): void | Promise<void> {
    this.addSql(`create table \`second_factors\` (\`admin_id\` text not null primary key, \`secret\` text not null, \`last_step\` integer not null, \`recovery_hashes\` json not null, \`since\` bigint not null);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`second_factors\`;`);
  }

}
