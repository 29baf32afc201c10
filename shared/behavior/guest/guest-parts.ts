// The parts of the guest, by the names under which its beginning finds them.
import { takeBuiltins } from './builtins.ts'
import { makeChecks, makeValueChecks } from './argument-checks.ts'
import { makeEntryPoints, makeSettling } from './entry-points.ts'
import { makeActs } from './guest-acts.ts'
import { trackDelivery, trackFaults } from './guest-delivery.ts'
import { makeComplaints, makeConsole, makeErrors } from './guest-errors.ts'
import { makeEvents, makeHandlers } from './guest-handlers.ts'
import {
  makeMemory,
  makeKeptMemory,
  makeMemoryValues,
  makeMemoryView,
  makeOpenMemory,
} from './guest-memory.ts'
import { makePeopleMemory } from './guest-people.ts'
import { makePages, makePageValues } from './guest-pages.ts'
import { makePersonalActs } from './guest-personal.ts'
import { makeSharedCode } from './guest-sharing.ts'
import { makeSounds } from './guest-sounds.ts'
import { makeTableReading, makeTables } from './guest-tables.ts'
import { makeSearch } from './guest-search.ts'
import { makeSettings } from './guest-settings.ts'
import { makeKnownThings, makeThings } from './guest-things.ts'
import { makeRunningTimers, makeTimers } from './guest-timers.ts'
import { makeVerbs } from './guest-verbs.ts'
import { makeWeb } from './guest-web.ts'
import { makeWarnings } from './guest-warnings.ts'
import { makeStrictObjects } from './guest-things.ts'

export const GUEST_PARTS = {
  takeBuiltins,
  makeComplaints,
  makeErrors,
  trackFaults,
  trackDelivery,
  makeStrictObjects,
  makeKnownThings,
  makeThings,
  makeValueChecks,
  makeChecks,
  makeMemoryValues,
  makeKeptMemory,
  makeOpenMemory,
  makeMemory,
  makeMemoryView,
  makePeopleMemory,
  makeSettings,
  makeWarnings,
  makeHandlers,
  makeEvents,
  makeRunningTimers,
  makeTimers,
  makeActs,
  makeVerbs,
  makePageValues,
  makeTableReading,
  makeTables,
  makePages,
  makePersonalActs,
  makeSounds,
  makeWeb,
  makeSharedCode,
  makeSearch,
  makeConsole,
  makeEntryPoints,
  makeSettling,
}

export type GuestParts = typeof GUEST_PARTS
