import type { Token } from '../../../../schema/entities/token.ts';
import type { Roster } from '../../roster.ts';
import { VaultError } from '../../vault.ts';
import { proxyLabelOf, type TokenViews } from '../token-views.ts';

/** An account as it is written into an export. */
export interface ExportedToken {
  email: string;
  name: string | null;
  remark: string | null;
  tier: Token['tier'];
  credits: number;
  state: string;
  enabled: boolean;
  imageEnabled: boolean;
  videoEnabled: boolean;
  imageConcurrency: number | null;
  videoConcurrency: number | null;
  createdAt: string;
  /** Without secrets: the proxy without user and password, which an import does not read. */
  proxy?: string | null;
  /** With secrets. */
  proxyUrl?: string | null;
  sessionToken?: string | null;
}

export interface TokenExport {
  format: 'flow2api-tokens';
  version: 1;
  exportedAt: string;
  withSecrets: boolean;
  tokens: ExportedToken[];
}

export interface ExportDeps {
  roster: Roster;
  views: TokenViews;
  now(): number;
}

/** Writes accounts down, so that an import takes them in again; secrets only when they are asked for. */
export function createExport({ roster, views, now }: ExportDeps) {
  function secretsOf(token: Token): Pick<ExportedToken, 'proxyUrl' | 'sessionToken'> {
    try {
      return { proxyUrl: roster.proxyOf(token), sessionToken: roster.sessionTokenOf(token) };
    } catch (cause) {
      if (cause instanceof VaultError) return { sessionToken: null }; // sealed with another key
      throw cause;
    }
  }

  function exported(token: Token, withSecrets: boolean): ExportedToken {
    const { email, name, remark, tier, credits, enabled, imageEnabled, videoEnabled } = token;
    const { imageConcurrency, videoConcurrency, createdAt } = token;
    return {
      ...{ email, name, remark, tier, credits, state: views.look()(token).state },
      ...{ enabled, imageEnabled, videoEnabled, imageConcurrency, videoConcurrency },
      createdAt: new Date(createdAt).toISOString(),
      ...(withSecrets ? secretsOf(token) : { proxy: proxyLabelOf(roster, token) }),
    };
  }

  return (tokens: readonly Token[], withSecrets: boolean): TokenExport => ({
    ...{ format: 'flow2api-tokens', version: 1, exportedAt: new Date(now()).toISOString(), withSecrets },
    tokens: tokens.map((token) => exported(token, withSecrets)),
  });
}
