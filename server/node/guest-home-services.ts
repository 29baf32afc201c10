// Puts together what looks after the homes of guests who come no more.
import type { Logger } from 'pino'
import { createView } from '../../shared/world/view/world-view.ts'
import type { AccountServices } from '../accounts/account-services.ts'
import type { Audit } from '../accounts/directory/audit-log.ts'
import { openGuestHomes, type GuestHomes } from '../accounts/leaving/guest-home-expiry.ts'
import type { Ownership } from '../http/routing/world-ownership.ts'
import type { Ages } from '../records/age-clock.ts'
import type { Store } from '../storage/store.ts'
import type { WorldRecord } from '../contracts/world-record.ts'
import { copyOfStored } from '../sync/document/stored-document.ts'
import type { ServerClock, Sync, Trials } from '../sync/sync-server.ts'

interface HomesOfGuestsParts {
  readonly access: AccountServices
  readonly ownership: Pick<Ownership, 'putAway'>
  readonly sync: Pick<Sync, 'here'>
  readonly trials: Trials
  readonly clock: ServerClock
  /** The time by which homes go. */
  readonly ages: Ages
  readonly note: Audit['note']
  readonly log: Pick<Logger, 'warn'>
}

/** Null in an open node, which knows no guests. */
export async function openHomesOfGuests(parts: HomesOfGuestsParts): Promise<GuestHomes | null> {
  const { access, ownership, sync, ages, note, log } = parts
  const { entrance, rights, store, tables, settings } = access
  if (entrance === null || rights === null) return null
  return openGuestHomes({
    tables,
    store,
    settings,
    guestOf(world) {
      const member = rights.homeOf(world)
      return member !== null && entrance.guests.isGuest(member) ? member : null
    },
    here: () => new Set(sync.here().map(({ member }) => member.id)),
    hasThings: (world) => hasBroughtThings(world, { ...parts, store }),
    putAway: ownership.putAway,
    onGone: (homes, where) =>
      note(null, 'world.guestHomesGone', '', { homes, toBin: where === 'to the bin' }),
    ages,
    onFault: (error) => log.warn({ err: error }, 'the check of the homes of guests failed'),
  })
}

/** Whether a world has more than the written values of its scene. */
async function hasBroughtThings(
  { key }: WorldRecord,
  { store, trials, clock }: Pick<HomesOfGuestsParts, 'trials' | 'clock'> & { readonly store: Store },
): Promise<boolean> {
  const copy = async (kind: 'scene' | 'live') =>
    copyOfStored(await store.open({ world: key, kind }), { trials, clock, by: `world ${key}` })
  const [scene, live] = [await copy('scene'), await copy('live')]
  const [written, all] = [createView(scene, null), createView(scene, live)]
  try {
    return all.size > written.size
  } finally {
    for (const view of [written, all]) view.destroy()
    for (const doc of [scene, live]) doc.destroy()
  }
}
