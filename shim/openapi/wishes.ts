/** What is said of the fields that tell what a result is to be like, the same on every route that has them. */
export const WISHES = {
  size: 'Pixels (`1024x1792`: the nearest shape and size), a ratio (`9:16`) or a word (`2K`, `1080p`).',
  aspect_ratio: 'One of the `aspect_ratios` of the model.',
  aspectRatio: 'The same as `aspect_ratio`.',
  resolution: 'One of the `resolutions` of the model, in any case of letters.',
  quality: 'A hint for pictures: `medium` means 2k, `high`, `hd`, `xhigh` and `max` mean 4k, where the model has it.',
  seconds: 'One of the `seconds` of the model, as a number or a text. Pictures have none.',
  duration: 'The same as `seconds`.',
  seed: 'The same seed makes something alike.',
} as const;
