import type { KeptFile } from '../../deps.ts';
import { downloadUri, fileIdOf, fileUri } from './file-id.ts';

/** A kept file as Google's wire describes it. Whatever is kept here is ready for use. */
export function presentFile(name: string, file: KeptFile, publicUrl: string) {
  const at = new Date(file.createdAt).toISOString();
  return {
    name: `files/${fileIdOf(name)}`,
    mimeType: file.mimeType,
    sizeBytes: String(file.bytes),
    createTime: at,
    updateTime: at,
    uri: fileUri(name, publicUrl),
    downloadUri: downloadUri(name, publicUrl),
    state: 'ACTIVE' as const,
  };
}
