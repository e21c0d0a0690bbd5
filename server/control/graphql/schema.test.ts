import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import {
  buildClientSchema,
  buildSchema,
  findBreakingChanges,
  introspectionFromSchema,
  isObjectType,
  printSchema,
} from 'graphql';
import { expect, test } from 'vitest';
import { schema } from './schema.ts';

const FILE = new URL('../../../schema/schema.graphql', import.meta.url);
const DOCS = new URL('../../../docs/automation.md', import.meta.url);

test('schema/schema.graphql is what the code makes', async () => {
  await expect(`${printSchema(schema)}\n`).toMatchFileSnapshot(FILE.pathname);
});

test('what breaks scripts that were written against the commit before is told in docs/automation.md', () => {
  const before = committedBefore();
  if (before === null) return; // the first one
  const told = readFileSync(DOCS, 'utf8');
  const untold = findBreakingChanges(buildSchema(before), schema).filter(
    ({ description }) => !told.includes(description),
  );
  expect(untold).toEqual([]);
});

/** The schema as it was before the last commit that changed it, or as it is committed if it is being changed. */
function committedBefore(): string | null {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: new URL('../../..', import.meta.url), encoding: 'utf8' });
  const commits = git('log', '-2', '--format=%H', '--', 'schema/schema.graphql').trim().split('\n').filter(Boolean);
  const commit = git('status', '--porcelain', '--', 'schema/schema.graphql') === '' ? commits[1] : commits[0];
  return commit === undefined ? null : git('show', `${commit}:schema/schema.graphql`);
}

test('every type and every operation says what it is', () => {
  const silent = Object.values(schema.getTypeMap()).filter(({ name, description }) => {
    return !name.startsWith('__') && !BUILT_IN.has(name) && !/(Connection|Edge)$/.test(name) && !description;
  });
  expect(silent.map(({ name }) => name)).toEqual([]);
  for (const name of ['Query', 'Mutation', 'Subscription']) {
    const type = schema.getType(name);
    if (!isObjectType(type)) throw new Error(`there is no ${name}`);
    const fields = Object.values(type.getFields()).filter(({ description }) => !description);
    expect(fields.map((field) => `${name}.${field.name}`)).toEqual([]);
  }
});

test('every operation ends with the scope that it needs, also when the schema is asked', () => {
  const asked = buildClientSchema(introspectionFromSchema(schema));
  const fields = [asked.getQueryType(), asked.getMutationType(), asked.getSubscriptionType()].flatMap((type) =>
    Object.values(type?.getFields() ?? {}),
  );
  const silent = fields.filter(
    ({ description }) => !/\w.* Scope: (none|`(read|operate|secrets|admin)`)\.$/.test(description ?? ''),
  );
  expect(silent.map(({ name }) => name)).toEqual([]);
  const { settingsVersion, viewer, node } = asked.getQueryType()?.getFields() ?? {};
  expect(settingsVersion?.description).toMatch(/Scope: `read`\.$/);
  expect(viewer?.description).toMatch(/Scope: none\.$/);
  expect(node?.description).toMatch(/Scope: `read`\.$/);
});

/** Of the language and of Relay. */
const BUILT_IN = new Set(['ID', 'String', 'Int', 'Float', 'Boolean', 'Node', 'PageInfo']);
