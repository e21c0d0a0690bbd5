import { Migration } from '@mikro-orm/migrations';

export class Migration20261128211203_ended_jobs extends Migration {

  override name = 'Migration20261128211203_ended_jobs';

  override up(): void | Promise<void> {
    this.addSql(`create index \`generations_completed_at_index\` on \`generations\` (\`completed_at\`);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index \`generations_completed_at_index\`;`);
  }

}
