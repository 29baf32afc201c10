// Forgets, now and then, the records that two nodes need no more: transfers whose result both know, and
// people of other nodes of whom nothing is left here.
import type { MemberId } from '../../shared/world/address.ts'
import type { ServerClock } from '../time/server-clock.ts'
import { repeat } from '../../shared/time/repeat.ts'
import type { Foreigners } from './guests/foreign-members.ts'
import { SILENT_MS } from './transfers/transfer-records.ts'
import type { TransferSender } from './transfers/transfer-sender.ts'

/**
 * How long it is kept that something arrived on another node, in ms: by then its pictures were fetched, and
 * no request is under way. It is forgotten here when the other node has forgotten it, which asks for nothing
 * more.
 */
export const SETTLED_MS = 30 * 24 * 60 * 60_000
/**
 * How long somebody of another node is remembered who holds nothing and has no right here, in ms: they come
 * as new after that.
 */
export const UNSEEN_MS = 365 * 24 * 60 * 60_000
/**
 * How often, in ms: a node that runs for an evening forgets, too, and nothing is asked of anybody where
 * nothing is old.
 */
const EVERY_MS = 60 * 60_000

interface ForgettingOptions {
  readonly clock: Pick<ServerClock, 'now' | 'after'>
  readonly sending: Pick<TransferSender, 'forget'>
  readonly foreigners: Pick<Foreigners, 'forgetUnseen'>
  /** Whether anything here is about somebody: things that they hold or own, rights, or bans. */
  readonly isNeeded: (member: MemberId) => Promise<boolean>
  readonly onFault: (error: unknown) => void
}

/** Begins; the answer ends it. */
export function startForgetting({
  clock,
  sending,
  foreigners,
  isNeeded,
  onFault,
}: ForgettingOptions): () => void {
  async function forget(): Promise<void> {
    const now = clock.now()
    await sending.forget(now - SETTLED_MS, now - SILENT_MS)
    await foreigners.forgetUnseen(now - UNSEEN_MS, isNeeded)
  }

  return repeat(forget, { everyMs: EVERY_MS, clock, onFault })
}
