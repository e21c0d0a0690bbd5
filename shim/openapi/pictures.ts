import { z } from 'zod';

/** A picture in a JSON body, as `shim/images/pictures.ts` reads it. */
const address = z.string().min(1).describe('A `data:` URL, an http(s) address or bare base64.');
const addressed = z.object({ url: address });
const pointing = z.object({ image_url: z.union([address, addressed]) });

export const picture = z.union([address, pointing, addressed]).meta({
  id: 'Picture',
  description:
    'A picture to go by: a text, or an object with it. A file of ours is read from the disk; another address is fetched only if it is public.',
  examples: [
    'https://example.com/otter.png',
    'iVBORw0KGgo=',
    { image_url: 'data:image/png;base64,iVBORw0KGgo=' },
    { image_url: { url: 'https://example.com/otter.png' } },
    { url: 'https://example.com/otter.png' },
  ],
});

export const pictures = z.union([picture, z.array(picture)]);

/** A file of a form. What its bytes are decides, not the type that it claims. */
export const file = z.file();
export const files = z.union([file, z.array(file)]);
