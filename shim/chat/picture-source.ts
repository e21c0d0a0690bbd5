/** A picture as the caller named it, not yet fetched or decoded. */
export interface PictureSource {
  /** `data:` URL, http(s) address, or (in the `image` field) bare base64. */
  url: string;
  /** Field it stands in, for errors. */
  param: string;
}
