/** Kinds of asset a model makes. */
export type MediaKind = 'image' | 'video';
/** What a model does with its input: text to image, text / first-last frame / references to video. */
export type Mode = 't2i' | 't2v' | 'i2v' | 'r2v';
/** Flow's account tiers, cheapest first. @see docs/wire.md, "Credits and tier" */
export const TIERS = ['PAYGATE_TIER_NOT_PAID', 'PAYGATE_TIER_ONE', 'PAYGATE_TIER_TWO'] as const;
export type Tier = (typeof TIERS)[number];
/** The upstream's spelling, for example `VIDEO_ASPECT_RATIO_PORTRAIT`. */
export type AspectRatio = `${'IMAGE' | 'VIDEO'}_ASPECT_RATIO_${string}`;
/** `W:H` as callers say it. */
export const RATIOS = ['16:9', '9:16', '1:1', '4:3', '3:4'] as const;
export type Ratio = (typeof RATIOS)[number];
/** What a caller's pictures are to a video: its first (and last) frame, or the things and people in it. */
export type ImageRole = 'frames' | 'references';
/** What an uploaded image is used for. */
export type ReferenceRole = 'reference' | 'start' | 'end';
/** The video operations of the wire that the catalogue uses. */
export type UpstreamOperation = 'text' | 'start-image' | 'start-end-image' | 'reference-images' | 'upsample';
/** What a model key is sent with: an image call, or one of the video operations that start from nothing. */
export const KEY_USES = ['image', 'text', 'start-image', 'start-end-image', 'reference-images'] as const;
export type KeyUse = (typeof KEY_USES)[number];
/** Which price list holds: that of late 2025 or that of 2026. The same words as the setting `[flow] wire_profile`. */
export const PROFILES = ['seed', 'current'] as const;
export type WireProfile = (typeof PROFILES)[number];
/** Output sizes, the smaller of a kind first. `1k` and `720p` are what the upstream makes by itself; the others are an enlargement of them. */
export const RESOLUTIONS = ['1k', '2k', '720p', '1080p', '4k'] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** Credits per clip or picture for each tier; null where the upstream does not offer the key to the tier. */
export type Prices = Readonly<Record<Tier, number | null>>;

/** A model key of the upstream with its prices under each price list; null where no list knows the key. */
export interface UpstreamKey {
  readonly key: string;
  readonly prices: Readonly<Record<WireProfile, Prices | null>>;
}

/** The second step of a variant that delivers more than the upstream makes at once. */
export interface Upsampler extends UpstreamKey {
  /** The wire's word for the target, for example `VIDEO_RESOLUTION_1080P`. */
  readonly resolution: string;
  readonly size: Resolution;
}

/** One concrete model: a name for exactly one shape, length and size. Everything that a request to the upstream needs from the catalogue. */
export interface ModelVariant {
  readonly id: string;
  /** The id that this one is another name for; null when it is its own. */
  readonly aliasOf: string | null;
  readonly kind: MediaKind;
  readonly mode: Mode;
  readonly family: string;
  /** `seed` for the twenty names of the first release. */
  readonly era: WireProfile;
  readonly ratio: Ratio;
  /** The ratio in the upstream's spelling. */
  readonly aspectRatio: AspectRatio;
  /** Length of the clip; null for pictures. */
  readonly seconds: number | null;
  readonly resolution: Resolution;
  /** How many input images it takes, both ends included. */
  readonly minImages: number;
  readonly maxImages: number;
  /** The gateway's own floor. The price lists may ask for more: `tiersFor` joins both. */
  readonly minTier: Tier;
  /** The key to send, by what it is sent with and for which tier. A use that is absent is not offered. */
  readonly keys: Readonly<Partial<Record<KeyUse, Readonly<Record<Tier, UpstreamKey>>>>>;
  readonly upsample: Upsampler | null;
  /** The upstream no longer lists its keys; it may still answer. */
  readonly deprecated: boolean;
}

/**
 * A name without a shape: size, aspect ratio, length and pictures of the request choose among `variants`; the first is the
 * default. The variants may be of several modes.
 */
export interface BaseModel {
  readonly name: string;
  /** The base name that this one is another name for; null when it is its own. */
  readonly aliasOf: string | null;
  readonly variants: readonly ModelVariant[];
}

/** What `GET /v1/models` says about one name. */
export interface ListedModel {
  readonly id: string;
  readonly kind: MediaKind;
  /** Of the default variant; `modes` are those of all. */
  readonly mode: Mode;
  readonly modes: readonly Mode[];
  readonly family: string;
  /** One line for people. */
  readonly description: string;
  readonly ratios: readonly Ratio[];
  readonly seconds: readonly number[];
  readonly resolutions: readonly Resolution[];
  readonly minImages: number;
  readonly maxImages: number;
  /** The tiers that may use it (for a base name: its default variant), under each price list. */
  readonly tiers: Readonly<Record<WireProfile, readonly Tier[]>>;
  /** Price of the default variant, enlargement included, by tier on the current list: null for a tier that may not use it, null altogether when unknown. */
  readonly credits: Prices | null;
  readonly deprecated: boolean;
  /** The id or base name that it is another name for. */
  readonly aliasOf: string | null;
}

/** Quality words of the image API and the size that each hints at; null for none. */
type QualityHints = Readonly<Record<string, Resolution | null>>;

/** The models that this gateway offers, built once from `config/models.json`. Immutable; replace it whole to reload. */
export interface Catalogue {
  /** A concrete model by its exact id or alias. */
  get(id: string): ModelVariant | null;
  /** A base name; a few names are both a concrete id and a base. */
  base(name: string): BaseModel | null;
  /** All concrete models in the order of the file, aliases left out. */
  readonly variants: readonly ModelVariant[];
  /** The variants of the same mode that share a base name with this one, itself included; in the order of the bases. */
  related(variant: ModelVariant): readonly ModelVariant[];
  /** What is offered, in a stable order: concrete ids, their aliases, base names, their aliases. Made once. */
  list(): readonly ListedModel[];
  /** The entry of `list` for a name, or null. */
  describe(name: string): ListedModel | null;
  /** Names most like an unknown one, best first. */
  nearest(name: string, count?: number): readonly string[];
  readonly qualityHints: QualityHints;
}
