import { builder } from './builder.ts';

export const MediaKindEnum = builder.enumType('MediaKind', {
  description: 'Kind of what is made.',
  values: { IMAGE: { value: 'image' }, VIDEO: { value: 'video' } } as const,
});

export const UpstreamEnum = builder.enumType('Upstream', {
  description: 'Who does the work.',
  values: {
    FLOW: { value: 'flow' },
    SANDBOX: { value: 'sandbox', description: 'The built-in stand-in, which costs nothing.' },
  } as const,
});
