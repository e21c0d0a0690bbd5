import type { Viewer } from '../viewer.ts';
import { builder } from './builder.ts';
import { ScopeRef } from './scope.ts';

export const ViewerRef = builder.objectRef<Viewer>('Viewer').implement({
  description: 'Who asks.',
  fields: (t) => ({
    kind: t.exposeString('kind', { description: '`admin` for an operator who is signed in, `token` for a script.' }),
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    scopes: t.field({ type: [ScopeRef], resolve: ({ scopes }) => [...scopes] }),
    address: t.string({
      description: 'The IP address that this request comes from; behind trusted proxies what they say it is.',
      resolve: (_viewer, _args, { address }) => address,
    }),
  }),
});

builder.queryFields((t) => ({
  viewer: t.field({
    type: ViewerRef,
    nullable: true,
    description: 'Who is signed in; null for nobody.',
    authScopes: { anyone: true },
    resolve: (_root, _args, { viewer }) => viewer,
  }),
}));
