// The functions of the guest that the host calls; guest-source.ts tells when.
import type { Delivery, EventData, Start, ThingData } from '../sandbox-protocol.ts'
import type { Builtins } from './builtins.ts'
import type { Acts } from './guest-acts.ts'
import type { Errors } from './guest-errors.ts'
import type { Delivered } from './guest-delivery.ts'
import type { GuestEvents, Handlers } from './guest-handlers.ts'
import type { Memory } from './guest-memory.ts'
import type { SharedCode } from './guest-sharing.ts'
import type { GuestPages } from './guest-pages.ts'
import type { Settings } from './guest-settings.ts'
import type { GuestThings } from './guest-things.ts'
import type { Timers } from './guest-timers.ts'

/** The host gives this to `deliver`. A field that is left out has not changed. */
interface GuestCall {
  readonly delivery: Delivery
  readonly now: number
  readonly self?: ThingData | null
  readonly host?: ThingData | null
}

/** An event, when nothing else is told with it. */
export type EventRow = readonly [
  now: number,
  handlers: readonly number[],
  event: EventData['event'],
  subject: EventData['subject'],
  object: EventData['object'],
  host: EventData['host'],
  person: EventData['person'],
  words: EventData['words'],
  voice: EventData['voice'],
  changed: EventData['changed'],
  at: EventData['at'],
  data: EventData['data'],
]

export function makeEntryPoints(
  { parse }: Builtins,
  errors: Errors,
  delivered: Delivered,
  things: GuestThings,
  memory: Memory,
  settings: Settings,
  events: GuestEvents,
  timers: Timers,
  acts: Acts,
  pages: GuestPages,
  sharing: SharedCode,
) {
  function deliver(json: string): string {
    const { delivery, now, self, host }: GuestCall = parse(json)
    return attempt(now, () => work(delivery), self, host)
  }

  /** A delivery of a timer, with nothing else to tell: spares reading JSON. */
  function beat(timer: number, missed: number, now: number): string {
    return attempt(now, () => timers.beat(timer, missed))
  }

  let last: EventRow | null = null

  /** A delivery of an event, with nothing else to tell. */
  function happen(json: string): string {
    const row: EventRow = parse(json)
    last = row
    return happened(row, row[0], row[9])
  }

  /** The event that happened last, once more; it changed nothing and brought no data. */
  function again(now: number): string {
    return last === null ? '' : happened(last, now, [])
  }

  function happened(row: EventRow, now: number, changed: EventRow[9]): string {
    return attempt(now, () =>
      events.happened(row[1], {
        event: row[2],
        subject: row[3],
        object: row[4],
        host: row[5],
        person: row[6],
        words: row[7],
        voice: row[8],
        changed,
        at: row[10],
        data: row[11],
      }),
    )
  }

  /** Answers '' when there is nothing to settle, unless promises bring it. */
  function attempt(now: number, act: () => void, self?: GuestCall['self'], host?: GuestCall['host']): string {
    delivered.begin()
    acts.begin()
    pages.begin()
    timers.begin(now)
    things.begin(self, host)
    try {
      act()
    } catch (error) {
      delivered.fail(error)
    }
    return delivered.isEmpty() && memory.isUntouched() && !acts.hasIgnored() ? '' : 'more'
  }

  function work(delivery: Delivery): void {
    switch (delivery.type) {
      case 'start':
        return start(delivery.start)
      case 'event':
        return events.happened(delivery.handlers, delivery.event)
      case 'before':
        return events.asked(delivery.handlers, delivery.event)
      case 'timer':
        return timers.beat(delivery.timer, delivery.missed)
      case 'answer':
        pages.answer(delivery.call)
        return acts.answer(delivery.call, delivery.answer)
      case 'settings':
        return settings.follow(delivery.settings)
    }
  }

  /** The host evaluates the code after this, and before `settle`. */
  function start({ memory: kept, settings: set, timers: stored, shared, ownNames = [] }: Start): void {
    errors.setOwnNames(ownNames)
    sharing.start(shared)
    memory.start(kept)
    settings.follow(set)
    timers.start(stored)
  }

  return { deliver, beat, happen, again, thrown: delivered.fail, unhandled: delivered.unhandled }
}

/** How a delivery ends. */
export function makeSettling(
  delivered: Delivered,
  memory: Memory,
  handlers: Handlers,
  timers: Timers,
  acts: Acts,
) {
  /** The result of the delivery, after all promises have run. */
  function settle(): string {
    try {
      delivered.failRejected()
      if (!delivered.hasFailed()) {
        timers.settleStart()
        memory.settle()
        handlers.settle()
        acts.settle()
      }
    } catch (error) {
      delivered.fail(error)
    }
    if (delivered.hasFailed()) fail()
    return delivered.result()
  }

  function fail(): void {
    delivered.drop()
    memory.drop()
  }

  return { settle, fail }
}
