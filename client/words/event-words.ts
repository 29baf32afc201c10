// The words about each event and each role, where one chooses them and in the reference.
import type { EventName, Role } from '../../shared/behavior/program-events.ts'

export const EVENT_WORDS: Readonly<Record<EventName, string>> = {
  wake: 'Your code started: for the first time, after a restart, or again.',
  timer: 'One of your own timers went off.',
  enter: 'Somebody came onto a floor; the object is where they came in.',
  leave: 'Somebody left a floor.',
  move: 'Something is in a new place: at the end of a walk, or because it was put there.',
  moveStart: 'Something starts to walk, or is about to.',
  moveStop: 'Something stopped walking.',
  collide: 'A walk was stopped by something; the object is what was in the way.',
  touch: 'Somebody walked onto something that one can walk through; the object is what they came onto.',
  push: 'Something was pushed.',
  pickUp: 'Something was picked up.',
  putDown: 'Something was put down.',
  hear: 'Somebody spoke: on your floor, right beside you, or to you alone.',
  message: 'Another program sent you something: see `send`.',
  use: 'Something was used: pressed, opened, read, switched.',
  place: 'Something was placed on a floor, by an edit or by code.',
  text: 'Somebody edited a page.',
  properties: 'Somebody changed what a thing is, or your `props`.',
  kneel: 'Somebody stopped walking to write.',
  stand: 'Somebody stopped writing and stood up.',
  online: 'Somebody who was away is back.',
  offline: 'Somebody went away; their figure stays where it is.',
}

export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  subject: 'You did it.',
  object: 'It was done to you.',
  host: 'It happened on your floor.',
  observer: 'It happened on the floor where you stand, to others.',
}
