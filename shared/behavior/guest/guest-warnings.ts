// Warnings: something had no effect though no code failed. Each is given once, at its line. A warning undoes
// nothing and stops nothing.
import type { EventName, Role } from '../program-events.ts'
import type { ThingData } from '../sandbox-protocol.ts'
import type { Builtins } from './builtins.ts'
import type { GuestLimits } from './guest-bounds.ts'
import type { Delivered } from './guest-delivery.ts'
import type { Errors } from './guest-errors.ts'

export type Warnings = ReturnType<typeof makeWarnings>

export function makeWarnings(builtins: Builtins, errors: Errors, delivered: Delivered, bounds: GuestLimits) {
  const { isOneOf, match, table } = builtins
  const told = table<number, true>()
  let count = 0
  const emoji = /^emoji:(?:[^ -~]|[0-9#*][^ -~])/
  const other = /^(?:paint:#[0-9a-f]{6}|asset:[0-9a-f]{64})$/i

  /**
   * `at` is an answer of `here`. Each line has one warning at most; all places without a known line share
   * one.
   */
  function warn(at: string, message: string): void {
    const line = errors.lineIn(at)
    const key = line ?? -1
    if (told.get(key) === true || count >= bounds.FAULTS_KEPT) return
    if (!delivered.warn(message, line)) return
    told.set(key, true)
    count++
    delivered.undo(() => {
      if (told.delete(key)) count--
    })
  }

  /** A name that no drawing has: it is drawn as a box. */
  function drawing(sprite: unknown): void {
    if (typeof sprite !== 'string' || match(emoji, sprite) !== null || match(other, sprite) !== null) return
    const { SPRITES } = bounds
    if (isOneOf(sprite, SPRITES)) return
    const { message } = errors.unknownName('drawing', sprite, SPRITES, ', so it is drawn as a box')
    warn(errors.here(), `${message} You can also use an emoji: 'emoji:🦊'.`)
  }

  /**
   * Why a handler is never called for a thing as that is now; '' when it may be. `role`: null when it names
   * none.
   */
  function never(event: EventName, role: Role | null, thing: ThingData): string {
    if (thing.person !== null) return ''
    return thing.host === null ? neverForWorld(event, role) : neverForThing(event, role, thing)
  }

  function neverForWorld(event: EventName, role: Role | null): string {
    const onFloor = `To hear what happens on its floor, use { role: 'host' }.`
    if (role === 'observer' && event !== 'hear')
      return `The world is not on any floor, so it has nothing to observe. ${onFloor}`
    const isMoved =
      role === 'object' && (event === 'collide' || event === 'touch' || event === 'push' || isOfHands(event))
    const moves = event === 'move' || event === 'moveStart' || event === 'moveStop' || event === 'collide'
    const stays =
      role === 'subject' &&
      (moves || event === 'place' || event === 'enter' || event === 'leave' || isOfPerson(event))
    return isMoved || stays ? `The world itself is never the ${role} of "${event}". ${onFloor}` : ''
  }

  function neverForThing(
    event: EventName,
    role: Role | null,
    { passable, pushable, pickable }: ThingData,
  ): string {
    if (role !== null && role !== 'object') return ''
    const onFloor = `To hear what happens on its floor, use { role: 'host' }.`
    if (event === 'collide' && passable)
      return `This is passable, so nothing bumps into it: use 'touch'. ${onFloor}`
    if (event === 'touch' && !passable)
      return `This is not passable, so nobody walks onto it: use 'collide'. ${onFloor}`
    if (event === 'push' && !pushable) return `This cannot be pushed, because it is not pushable. ${onFloor}`
    return isOfHands(event) && !pickable
      ? `This cannot be picked up, because it is not pickable. ${onFloor}`
      : ''
  }

  function isOfHands(event: EventName): boolean {
    return event === 'pickUp' || event === 'putDown'
  }

  function isOfPerson(event: EventName): boolean {
    return event === 'kneel' || event === 'stand' || event === 'online' || event === 'offline'
  }

  return { warn, drawing, never }
}
