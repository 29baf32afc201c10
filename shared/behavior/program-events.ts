// The events, and the roles of each.

export const ROLES = ['subject', 'object', 'host', 'observer'] as const
export type Role = (typeof ROLES)[number]
export type Voice = 'say' | 'shout' | 'whisper'

/**
 * The roles that an event has, in the order in which they are asked; the first is meant when a handler names
 * none.
 */
const EVENTS = {
  /** The program was started: for the first time, after a restart, or with new code. */
  wake: ['subject'],
  /** One of the program's own timers beat. */
  timer: ['subject'],
  /** Somebody came onto a floor: object is where they came in. */
  enter: ['host', 'subject', 'object', 'observer'],
  leave: ['host', 'subject', 'object', 'observer'],
  /** Something is at another spot: at the end of each leg of a walk, and when it is put somewhere. */
  move: ['subject', 'host', 'observer'],
  moveStart: ['subject', 'host', 'observer'],
  moveStop: ['subject', 'host', 'observer'],
  /** A walk was stopped by something. */
  collide: ['object', 'subject', 'host', 'observer'],
  /** A walk leads onto a thing that is passable. */
  touch: ['object', 'subject', 'host', 'observer'],
  push: ['object', 'subject', 'host', 'observer'],
  pickUp: ['object', 'subject', 'host', 'observer'],
  putDown: ['object', 'subject', 'host', 'observer'],
  /** Somebody spoke: on the thing's floor, next to it, or to it alone (object). */
  hear: ['observer', 'object', 'host', 'subject'],
  /** Another program sent something to this thing. */
  message: ['object'],
  use: ['object', 'subject', 'host', 'observer'],
  /** Something came to stand on a floor by an edit or by code. */
  place: ['subject', 'host', 'observer'],
  /** A page was edited, by people. */
  text: ['subject', 'host', 'observer'],
  /** Properties or settings were edited, by people. */
  properties: ['subject', 'host', 'observer'],
  kneel: ['subject', 'host', 'observer'],
  stand: ['subject', 'host', 'observer'],
  online: ['subject', 'host', 'observer'],
  offline: ['subject', 'host', 'observer'],
} as const satisfies Record<string, readonly Role[]>

export type EventName = keyof typeof EVENTS

/**
 * Events that `before` can be asked about: acts that somebody wants to do. The others have happened when they
 * are known.
 */
export const REFUSABLE: readonly EventName[] = [
  'enter',
  'leave',
  'moveStart',
  'push',
  'pickUp',
  'putDown',
  'hear',
  'use',
  'place',
  'kneel',
  'stand',
]

export const EVENT_NAMES = Object.keys(EVENTS) as readonly EventName[]

/** The roles of an event; the first is the usual one. */
export function rolesOf(event: EventName): readonly Role[] {
  return EVENTS[event]
}

/**
 * The role when a handler names none: the first that the event has. Words are heard by everybody whom they
 * reach, except the speaker. The world itself does not move and is not moved: it hears what happens on its
 * floor.
 */
export function usualRoles(event: EventName, isWorld = false): readonly Role[] {
  const roles = rolesOf(event)
  if (event === 'hear') return roles.filter((role) => role !== 'subject')
  if (!isWorld || OF_ANYTHING.has(event)) return roles.slice(0, 1)
  return event === 'use' ? ['object', 'host'] : ['host']
}

/** Events in which the world itself can have the first role. */
const OF_ANYTHING: ReadonlySet<EventName> = new Set(['wake', 'timer', 'message', 'text', 'properties'])

export function isEventName(name: string): name is EventName {
  return Object.hasOwn(EVENTS, name)
}
