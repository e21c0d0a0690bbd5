import { parentPort } from 'node:worker_threads';
import { createOpenApiDocument } from './document.ts';

if (parentPort === null) throw new Error('print-worker.ts is started by print.ts, as a thread of its own');
parentPort.postMessage(JSON.stringify(createOpenApiDocument()));
