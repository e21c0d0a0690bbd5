// Writes the next migration from what changed in the entities: `npm run migration -- NAME`.
import { openOrm } from './orm.ts';

const [name] = process.argv.slice(2);
if (name === undefined) throw new Error('Give the migration a name: npm run migration -- add-something');
const orm = await openOrm(':memory:');
const result = await orm.migrator.create(undefined, false, false, name);
process.stdout.write(`${result.fileName || 'nothing changed'}\n`);
await orm.close();
