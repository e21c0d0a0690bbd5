import { randomBytes, randomUUID } from 'node:crypto';

/** Every source of randomness that the sandbox uses, so that tests may own it. */
export interface Ids {
  uuid(): string;
  /** An operation's name in the seed profile: 32 lowercase hex digits. */
  operationName(): string;
  accessToken(): string;
  sessionToken(): string;
}

const JWE_HEADER = Buffer.from('{"alg":"dir","enc":"A256GCM"}').toString('base64url');

export const randomIds: Ids = {
  uuid: () => randomUUID(),
  operationName: () => randomBytes(16).toString('hex'),
  accessToken: () => `ya29.${randomBytes(120).toString('base64url')}`,
  // The look of NextAuth's cookie: a compact JWE, five parts, the second one empty, over 1,000 characters.
  sessionToken: () =>
    `${JWE_HEADER}..${randomBytes(12).toString('base64url')}.${randomBytes(750).toString('base64url')}.${randomBytes(16).toString('base64url')}`,
};

const IMAGE = 3;
const VIDEO = 5;

/**
 * A media id of the seed era: url-safe base64 of a small protobuf message: 1 kind, 2 project (absent for uploads
 * without one), 3 workflow, 4 the text `CAE`, 5 media key. @see docs/wire.md, §5
 */
export function seedMediaId(parts: {
  kind: 'image' | 'video';
  projectId: string | null;
  workflowId: string;
  key: string;
}): string {
  const text = (field: number, value: string) =>
    Buffer.concat([Buffer.from([(field << 3) | 2, value.length]), Buffer.from(value, 'latin1')]);
  return Buffer.concat([
    Buffer.from([0x08, parts.kind === 'image' ? IMAGE : VIDEO]),
    ...(parts.projectId === null ? [] : [text(2, parts.projectId)]),
    text(3, parts.workflowId),
    text(4, 'CAE'),
    text(5, parts.key),
  ]).toString('base64url');
}
