import { type CreateDocumentOptions, createDocument, type ZodOpenApiObject } from 'zod-openapi';
import about from '../../package.json' with { type: 'json' };
import { chatPaths } from './chat.ts';
import { CONVENTIONS } from './conventions.ts';
import { filePaths } from './files.ts';
import { geminiFilePaths } from './gemini/files.ts';
import { interactionPaths } from './gemini/interactions.ts';
import { methodPaths } from './gemini/methods.ts';
import { geminiModelPaths } from './gemini/models.ts';
import { imagePaths } from './images.ts';
import { jobPaths } from './jobs.ts';
import { modelPaths } from './models.ts';
import { pluginPaths } from './plugin.ts';
import { responsePaths } from './responses.ts';
import { servicePaths } from './service.ts';
import { TAGS } from './tags.ts';
import { videoPaths } from './videos.ts';

/**
 * The document of the whole interface in OpenAPI 3.1, but for the servers, which depend on who asks.
 * @see https://spec.openapis.org/oas/v3.1.1
 */
export function createOpenApiDocument() {
  return createDocument(DOCUMENT, { override: tidy, reused: 'inline' });
}

const DOCUMENT: ZodOpenApiObject = {
  openapi: '3.1.1',
  info: { title: 'Flow2API', version: about.version, summary: about.description, description: CONVENTIONS },
  tags: TAGS,
  security: [{ bearer: [] }, { googleKey: [] }, { keyInAddress: [] }],
  paths: {
    ...modelPaths,
    ...chatPaths,
    ...imagePaths,
    ...responsePaths,
    ...videoPaths,
    ...jobPaths,
    ...filePaths,
    ...geminiModelPaths,
    ...methodPaths,
    ...geminiFilePaths,
    ...interactionPaths,
    ...servicePaths,
    ...pluginPaths,
  },
  components: {
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer', description: 'The API key, as OpenAI has it.' },
      googleKey: { type: 'apiKey', in: 'header', name: 'x-goog-api-key', description: 'The same, as Google has it.' },
      keyInAddress: {
        ...{ type: 'apiKey', in: 'query', name: 'key' },
        description:
          'The same in the address, for programs of Google and for `EventSource`: programs on the way may log it.',
      },
      connectionToken: { type: 'http', scheme: 'bearer', description: 'Of the browser extension; no API key.' },
    },
  },
};

/** Leaves out what says nothing, and what would forbid fields to come. */
const tidy: NonNullable<CreateDocumentOptions['override']> = ({ jsonSchema, zodSchema, io }) => {
  const { type } = zodSchema._zod.def;
  if (type === 'object' && io === 'output' && jsonSchema.additionalProperties === false) {
    delete jsonSchema.additionalProperties;
  }
  if (type === 'record') delete jsonSchema.propertyNames;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
};
