import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';
import { uploadRequest } from '../../gemini/files/start-upload.ts';
import { json } from '../answers.ts';
import { documented, within } from '../documented.ts';
import { contentAnswers } from '../files.ts';
import { everyHeader } from '../headers.ts';
import { fileHeaderFields, pathId } from '../parameters.ts';
import { googleFailures } from './google-error.ts';
import { BETA } from './paths.ts';

const tags = ['Gemini files'];
const path = pathId('file', 'Id of the file: the last part of its `name`.');

const file = z
  .object({
    name: z.string().describe('`files/{id}`'),
    mimeType: z.string(),
    sizeBytes: z.string(),
    createTime: z.iso.datetime(),
    updateTime: z.iso.datetime(),
    uri: z.string().describe('Address for reading about it, which is also good as a `fileUri`.'),
    downloadUri: z.string().describe('Address of its bytes.'),
    state: z.literal('ACTIVE'),
    source: z.literal('UPLOADED').optional().describe('In the answer to an upload.'),
  })
  .meta({ id: 'File' });

const { file: described } = uploadRequest.shape;
const startRequest = documented(uploadRequest, {
  file: documented(within(described), {
    name: z.null().optional().describe('Cannot be chosen here.'),
    mimeType: 'Only pictures are taken.',
  }).nullish(),
}).meta({ id: 'UploadRequest' });

const command = (description: string) => z.string().optional().describe(description);

const uploadHeaders = everyHeader.extend({
  'x-goog-upload-status': z.string().describe('`active`, `final` or `cancelled`.'),
  'x-goog-upload-url': z.string().optional().describe('Where the bytes are to be sent.'),
  'x-goog-upload-size-received': z.string().optional().describe('How many bytes have come.'),
});

const alt = z.string().optional().describe('`media` for the bytes.');
const open = { tags, security: [] };

function bytes(operationId: string, summary: string): ZodOpenApiOperationObject {
  return {
    ...{ ...open, operationId, summary },
    requestParams: { path, query: z.object({ alt }), header: fileHeaderFields },
    responses: {
      ...contentAnswers(),
      ...googleFailures,
    },
  };
}

export const geminiFilePaths: ZodOpenApiPathsObject = {
  [`${BETA}/files/{file}`]: {
    get: {
      ...{ ...open, operationId: 'getGeminiFile', summary: 'About a kept file' },
      description:
        'No key is asked for: the id, which nobody can guess, is the permission. With `alt=media` the bytes come.',
      requestParams: { path },
      responses: { 200: json('What is known of it.', file), ...googleFailures },
    },
    delete: {
      ...{ tags, operationId: 'deleteGeminiFile', summary: 'Not offered', deprecated: true, requestParams: { path } },
      description: 'Always a 400: files that were not used for long go by themselves.',
      responses: googleFailures,
    },
  },
  [`${BETA}/files/{file}:download`]: {
    get: bytes('downloadGeminiFile', 'The bytes of a kept file'),
    head: bytes('lookAtGeminiFile', 'Whether a kept file is there'),
  },
  [`${BETA}/files`]: {
    get: {
      ...{ tags, operationId: 'listGeminiFiles', summary: 'Not offered', deprecated: true },
      description: 'Always a 400: the ids of files are secrets.',
      responses: googleFailures,
    },
  },
  [`/upload${BETA}/files`]: {
    post: {
      ...{ tags, operationId: 'startUpload', summary: 'Begin to upload a picture' },
      requestParams: {
        header: z.object({
          'X-Goog-Upload-Protocol': command('`resumable`'),
          'X-Goog-Upload-Command': z.string().describe('`start`'),
          'X-Goog-Upload-Header-Content-Type': command('Type of the picture.'),
          'X-Goog-Upload-Header-Content-Length': command('How many bytes will come.'),
        }),
      },
      requestBody: { content: { 'application/json': { schema: startRequest, example: {} } } },
      responses: {
        200: json('The address is in `X-Goog-Upload-Url`.', z.object({}), uploadHeaders),
        ...googleFailures,
      },
    },
  },
  [`/upload${BETA}/files/{upload}`]: {
    post: {
      ...{ ...open, operationId: 'continueUpload', summary: 'Send bytes of an upload, or ask how far it is' },
      description: 'The address, which nobody can guess, is the permission.',
      requestParams: {
        path: pathId('upload', 'Id of the upload.'),
        header: z.object({
          'X-Goog-Upload-Command': z
            .string()
            .describe('`upload`, `upload, finalize`, `finalize`, `query` or `cancel`.'),
          'X-Goog-Upload-Offset': command('How many bytes of the whole stand before these.'),
        }),
      },
      requestBody: { content: { 'application/octet-stream': { schema: z.file() } } },
      responses: {
        200: json('The file, once it is whole.', z.object({ file: file.optional() }), uploadHeaders),
        ...googleFailures,
      },
    },
  },
};
