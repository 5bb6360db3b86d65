import type { SharedFaultKind } from '../shared/control-types.js';
import type { SharedFaults } from '../shared/faults.js';
import type { SharedLedger } from '../shared/ledger.js';
import type { PtxEffect, PtxOperation } from './control-types.js';

/** The shared parts of a simulator, in PTX's words. */
export type Faults = SharedFaults<PtxOperation, SharedFaultKind, never>;
export type Ledger = SharedLedger<PtxEffect, PtxOperation, SharedFaultKind>;
