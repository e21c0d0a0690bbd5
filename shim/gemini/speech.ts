import type { ShimSettings } from '../deps.ts';
import type { Made } from '../images/made.ts';
import { addressOf } from '../presenters/delivery.ts';
import type { ShimContext } from '../state.ts';
import type { ContentOrder } from './order.ts';

/** What an answer may say beside its pictures. */
export interface Speech {
  /** Whether the caller takes texts. */
  texts: boolean;
  /** Whether the pictures are to be linked in a text. */
  links: boolean;
  publicUrl: string;
  /** What the caller should know about all results. */
  notices: readonly string[];
}

/** What is said about one result. */
export interface Words {
  /** Stand before the pictures. */
  texts: readonly string[];
  /** For callers who take no texts: a remark on how it ended. */
  remark: string;
}

/** @param notices filled by whoever brings in the pictures */
export function speechFor(
  ctx: ShimContext,
  { modalities }: ContentOrder,
  { settings, publicUrl, notices }: Pick<Speech, 'publicUrl' | 'notices'> & { settings: ShimSettings },
): Speech {
  const texts = modalities === null || modalities.includes('TEXT');
  // Some chat apps read nothing but texts. They neither ask for pictures nor use Google's SDK, whose callers would see each
  // picture twice.
  const links = modalities === null && ctx.get('x-goog-api-client') === '' && settings.chatImages !== 'images';
  return { texts, links, publicUrl, notices };
}

export function wordsOf({ job, notices }: Made, speech: Speech): Words {
  const addresses = speech.links ? job.assets.map((asset) => addressOf(asset, speech.publicUrl)) : [];
  const links = addresses.flatMap((address) => (address === null ? [] : [`![image](${address})`]));
  const said = [...speech.notices, ...notices];
  return speech.texts ? { texts: [...links, ...said], remark: '' } : { texts: [], remark: said.join(' ') };
}
