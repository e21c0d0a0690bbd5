/** A picture as the caller named it, not yet fetched or decoded. */
export interface PictureSource {
  /** `data:` URL, http(s) address, or bare base64 where that is taken. */
  url: string;
  /** Whether it may be base64 without anything in front. */
  bare?: boolean;
  /** Field it stands in, for errors. */
  param: string;
}
