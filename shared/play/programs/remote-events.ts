// The events that a program can hear, and be asked about, in a world whose owner runs elsewhere, beyond those
// in the documents of that world.
import { REFUSABLE, rolesOf, usualRoles, type EventName, type Role } from '../../behavior/program-events.ts'
import type { EventSubscription } from '../acts/action.ts'
import type { RegisteredHandler } from './handler-index.ts'

/** Events that leave no trace in the documents. */
const TRACELESS: readonly EventName[] = ['use', 'push', 'collide']
/** An observer is not asked: a visitor could forbid everybody everything. */
const ASKED_AS: ReadonlySet<Role> = new Set<Role>(['subject', 'object'])

/** The events of which an owner tells programs that run elsewhere, and those about which it asks them. */
export const subscribableEvents = (kind: EventSubscription['kind']): readonly EventName[] =>
  kind === 'on' ? TRACELESS : REFUSABLE

/** Whether an owner tells, or asks, a program that runs elsewhere in this role. */
export function isSubscribable({ kind, event, role }: EventSubscription): boolean {
  return (
    subscribableEvents(kind).includes(event) &&
    rolesOf(event).includes(role) &&
    (kind === 'on' || ASKED_AS.has(role))
  )
}

/**
 * The subscriptions to send to an owner, given all handlers of a program; each once, in an order of their
 * own.
 */
export function subscriptionsOf(handlers: Iterable<RegisteredHandler>): readonly EventSubscription[] {
  const listened = new Map<string, EventSubscription>()
  for (const { kind, event, role } of handlers) {
    for (const as of role === null ? usualRoles(event) : [role]) {
      const one = { kind, event, role: as }
      if (isSubscribable(one)) listened.set(`${kind} ${event} ${as}`, one)
    }
  }
  return [...listened].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
}
