import { Migration } from '@mikro-orm/migrations';

export class Migration20261123003950_token_health extends Migration {

  override name = 'Migration20261123003950_token_health';

  override up(): void | Promise<void> {
    this.addSql(`create table \`token_health\` (\`token_id\` integer not null, \`kind\` text not null, \`breaker\` json not null, \`limits\` json not null, \`updated_at\` bigint not null, primary key (\`token_id\`, \`kind\`));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`token_health\`;`);
  }

}
