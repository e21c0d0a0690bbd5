import { z } from 'zod';
import { configuredKeys, KEY_FIELDS } from './configured-key.ts';
import { choice, flag, list, number, tables, text, url } from './setting.ts';
import { listenHost, network, optionalBaseUrl, optionalKey, origin } from './values.ts';

const HTTP_OR_EMPTY = 'an http:// or https:// address, or empty';
const NETWORKS = 'IP addresses, CIDR blocks, loopback, linklocal, uniquelocal';
const KEY_RANGE = 'up to 200 printable ASCII characters without spaces, or empty';

/** Sections about this service: who may use it, where it listens, what it writes down and keeps. */
export const SERVICE_SECTIONS = {
  global: {
    api_key: text({
      schema: optionalKey,
      range: KEY_RANGE,
      default: '',
      secret: true,
      description:
        'Key that callers send as a bearer token; when empty, one is made and printed once. A key here revokes the one that was made.',
    }),
    admin_username: text({
      schema: z.string().trim().min(1).max(100),
      range: '1 to 100 characters',
      default: 'admin',
      description: "Name of the operator's account.",
    }),
    admin_password: text({
      schema: z.string().max(200),
      range: 'up to 200 characters, or empty',
      default: '',
      secret: true,
      description: "Password of the operator's account; empty means that none is configured.",
    }),
    public_url: url({
      schema: optionalBaseUrl,
      range: HTTP_OR_EMPTY,
      default: '',
      description: 'Address under which callers reach this server; when empty it is read from each request.',
    }),
    // Last, since a table of the file takes all that stands below it.
    keys: tables({
      schema: configuredKeys,
      range: `tables of ${KEY_FIELDS.join(', ')}`,
      default: [],
      secret: true,
      description:
        'More keys for callers, each with limits of its own (what is left out is not limited) and, if it likes, its own `[generation] chat_images`; with one of them no key is made, and one that was made is revoked.',
    }),
  },
  server: {
    host: text({
      schema: listenHost,
      range: 'an IP address or a host name',
      default: '0.0.0.0',
      restart: true,
      description: 'Address to listen on; 127.0.0.1 admits this machine only.',
    }),
    port: number({
      min: 0,
      max: 65535,
      default: 8000,
      restart: true,
      description: 'Port to listen on; 0 takes any free one and logs it.',
    }),
    trusted_proxies: list({
      schema: network,
      range: NETWORKS,
      default: ['loopback'],
      description: 'Reverse proxies whose X-Forwarded-* headers are believed.',
    }),
    operator_networks: list({
      schema: network,
      range: NETWORKS,
      default: [],
      description:
        'From where operators may reach the console, GraphQL and tRPC; an empty list admits all addresses, and this machine itself is always admitted.',
    }),
    body_limit_mb: number({
      min: 1,
      max: 1024,
      unit: 'MB',
      default: 64,
      description: 'Largest request body; a longer one is answered with 413.',
    }),
    shutdown_timeout: number({
      min: 0,
      max: 3600,
      whole: false,
      unit: 's',
      default: 30,
      description: 'How long a stop waits for open answers to end before it cuts them.',
    }),
    cors_origins: list({
      schema: origin,
      range: 'origins such as https://app.example, or *',
      default: ['*'],
      description: 'Web origins that browsers may call from; * admits all, an empty list none.',
    }),
    metrics: choice(['loopback', 'open', 'off'], {
      default: 'loopback',
      description: 'Who may read /metrics: this machine and admin tokens with `read`, everybody, or nobody.',
    }),
    graphiql: flag({
      default: true,
      description: 'Offers operators who are signed in a page to try GraphQL on, at /graphql/explorer.',
    }),
  },
  debug: {
    enabled: flag({
      default: false,
      description: "Logs callers' requests and the calls to the upstream with their bodies, shortened.",
    }),
    log_level: choice(['fatal', 'error', 'warn', 'info', 'debug', 'trace'], {
      default: 'info',
      description: 'Least serious level that is logged.',
    }),
    log_requests: flag({
      default: true,
      description:
        'In debug mode, logs the bodies that callers send (the request log has them, too) and those sent to the upstream.',
    }),
    log_responses: flag({
      default: true,
      description:
        'In debug mode, logs the bodies that the upstream answers with, and has those that callers get in the request log.',
    }),
    mask_token: flag({
      default: true,
      description: 'Shows at most the last four characters of any secret in the log.',
    }),
    log_max_mb: number({
      min: 1,
      max: 10000,
      unit: 'MB',
      default: 20,
      restart: true,
      description: 'Size at which a new log file is begun; each day begins one as well.',
    }),
    log_files: number({
      min: 2,
      max: 1000,
      default: 10,
      restart: true,
      description: 'Number of log files kept; older ones are deleted.',
    }),
  },
  admin: {
    error_ban_threshold: number({
      min: 1,
      max: 1000,
      default: 3,
      description: 'Faults of its own in a row after which a token is disabled.',
    }),
  },
  cache: {
    enabled: flag({
      default: true,
      description:
        "Keeps finished media here and serves them at /files; when off, callers get the upstream's own links, which die.",
    }),
    timeout: number({
      min: 1,
      max: 315_360_000,
      unit: 's',
      special: { value: 0, meaning: 'for ever' },
      default: 604_800,
      description: 'Age at which a kept file is deleted.',
    }),
    max_gb: number({
      min: 0.001,
      max: 1_000_000,
      whole: false,
      unit: 'GB',
      default: 20,
      description: 'Size of all kept files together; the oldest go first.',
    }),
    max_file_mb: number({
      min: 1,
      max: 100_000,
      unit: 'MB',
      default: 1024,
      description: 'Largest single file that is kept.',
    }),
    base_url: url({
      schema: optionalBaseUrl,
      range: HTTP_OR_EMPTY,
      default: '',
      description: 'Address put before links to kept files; when empty, [global] public_url.',
    }),
  },
  plugin: {
    connection_token: text({
      schema: optionalKey,
      range: KEY_RANGE,
      default: '',
      secret: true,
      description: 'Token that the browser extension shows; when empty, one is made on first start and printed once.',
    }),
    auto_enable_on_update: flag({
      default: true,
      description: 'Enables a disabled token when the extension sends a new session for it.',
    }),
  },
  retention: {
    events_days: number({
      min: 1,
      max: 3650,
      unit: 'days',
      default: 30,
      description: "How long jobs' events are kept.",
    }),
    request_logs_days: number({
      min: 1,
      max: 3650,
      unit: 'days',
      default: 30,
      description: 'How long the request log is kept, with its counters for each minute.',
    }),
    request_bodies_days: number({
      min: 1,
      max: 3650,
      unit: 'days',
      default: 7,
      description: 'How long the bodies of requests and answers are kept, which debug mode adds to the request log.',
    }),
    request_bodies_mb: number({
      min: 1,
      max: 100_000,
      unit: 'MB',
      default: 200,
      description: 'Size of all those bodies together; the oldest go first.',
    }),
    generations_days: number({
      min: 1,
      max: 3650,
      unit: 'days',
      default: 90,
      description: 'How long ended jobs can be looked up, and how long they took is counted.',
    }),
  },
};
