import type { InputImage } from '../../schema/generation.ts';
import type { Access } from '../access/access.ts';
import type { ManagedKeys } from '../access/managed-keys.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { EventFeed } from '../events/event-feed.ts';
import type { TokenHappening } from '../events/token-history.ts';
import type { ModelChoices } from '../generation/model-choices.ts';
import type { ModelStanding } from '../generation/model-standing.ts';
import type { VariantOffer } from '../generation/model-variants.ts';
import type { OfferedModel } from '../generation/offered-models.ts';
import type { Operator } from '../generation/operator.ts';
import type { OutsideTests } from '../outside-tests.ts';
import type { SavedSettings } from '../settings/saved-settings.ts';
import type { TokenDesk } from '../tokens/desk/desk.ts';
import type { Tokens } from '../tokens/tokens.ts';
import type { RecentError } from '../usage/recent-errors.ts';
import type { TokenActivities } from '../usage/token-activity.ts';
import type { Usage } from '../usage/usage.ts';

/** What is offered, who can run it now, and what operators decide about it. */
export interface ControlModels extends Pick<ModelChoices, 'isHidden' | 'isOperators' | 'update'> {
  list(): readonly OfferedModel[];
  standing(names: readonly string[]): readonly ModelStanding[];
  variants(): readonly VariantOffer[];
}

/** The services that the control plane shows and works. */
export interface ControlServices {
  access: Access;
  apiKeys: ManagedKeys;
  audit: AuditLog;
  feed: EventFeed;
  generations: Operator;
  usage: Usage;
  models: ControlModels;
  /** Keeps a picture for a later request. @throws ServiceError `image_invalid` */
  keepPicture(bytes: Uint8Array): Promise<InputImage>;
  tokens: Tokens;
  tokenDesk: TokenDesk;
  /** The newest few for each of the tokens, in their order. */
  tokenErrors(tokenIds: readonly number[]): Promise<RecentError[][]>;
  tokenActivity: TokenActivities;
  tokenHistory(tokenIds: readonly number[]): Promise<TokenHappening[][]>;
  settings: SavedSettings;
  outsideTests: OutsideTests;
  /** Takes kept files away that are older, and says how many. */
  purgeCache(olderThanMs: number): Promise<{ files: number; bytes: number }>;
  /** Of all log files. */
  logBytes(): Promise<number>;
  /** How long a kept file stays, milliseconds; 0 is for ever. */
  keptForMs(): number;
  now(): number;
}
