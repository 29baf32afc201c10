// How an event is made that tells what is done.
import type { EventName } from '../../behavior/program-events.ts'
import type { EventData } from '../../behavior/sandbox-protocol.ts'

/** An event; fields that are left out are not known, or do not apply. */
export function makeEvent(event: EventName, at: number, parts: Partial<EventData>): EventData {
  return {
    subject: null,
    object: null,
    host: null,
    person: null,
    words: null,
    voice: null,
    changed: [],
    ...parts,
    event,
    at,
  }
}
