// For tests there is more in environments.ts, which loads the SDK's testing package.
export { findTemporalServer } from './find-temporal-server.js';
export { findTimeSkippingServer } from './find-time-skipping-server.js';
export { startTemporalServer, type TemporalServer, type TemporalServerOptions } from './server.js';
export type { Report } from './ways.js';
