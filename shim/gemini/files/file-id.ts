/** The endings of names under `/files/`; none is the end of another. */
const NAME = /^([a-z0-9]+)\.(png|jpg|webp|gif|mp4|webm)$/;
const ID = /^([a-z0-9]+)(png|jpg|webp|gif|mp4|webm)$/;
/** `files/{id}`, as it may stand at the end of a longer path. Google's own ids have nothing but letters and digits either. */
const REFERENCE = /^(?:.*\/)?files\/([a-z0-9]+)(?:(?::|%3a)download)?$/i;

/** What Google's wire calls a kept file: its name without the dot, since SDKs read letters and digits only. */
export function fileIdOf(name: string): string {
  return name.replace(NAME, '$1$2');
}

/** The kept file that an id means; null for what is no such id. */
export function fileNameOf(id: string): string | null {
  return ID.test(id) ? id.replace(ID, '$1.$2') : null;
}

/** The kept file that a path means on Google's wire: the last `files/{id}` of it, with or without `:download`; else null. */
export function fileNameIn(path: string): string | null {
  const id = REFERENCE.exec(path)?.[1];
  return id === undefined ? null : fileNameOf(id);
}

/** Address of a kept file for reading about it; good without any header, as that for its bytes. */
export function fileUri(name: string, publicUrl: string): string {
  return `${publicUrl}/v1beta/files/${fileIdOf(name)}`;
}

/** Address of the bytes of a kept file. */
export function downloadUri(name: string, publicUrl: string): string {
  return `${fileUri(name, publicUrl)}:download?alt=media`;
}
