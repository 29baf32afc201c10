// Outstanding work on this browser's data of members who are no longer at it. A guest's data goes over to the
// account they signed in to; people who signed out and took their copies off the device leave nothing. It is
// noted before it is begun, and done again at each start until there is nothing left, so that no page that
// ends in between leaves it half done.
import * as z from 'zod/mini'
import { parseArtifactId, parseMemberId, type MemberId } from '../../shared/world/address.ts'
import { deviceOf } from './person-device.ts'
import { forgetLeftWorkOf } from './left-work.ts'
import { storePreference, readPreference } from '../device/preferences.ts'
import { Me } from '../../shared/wire/api/node-bodies.ts'
import { notify } from '../notices/notices.ts'
import { go, pathOfFloor } from '../navigation/route.ts'
import { fetchWorlds } from '../api/worlds-api.ts'
import { openPending } from '../pictures/unsent-pictures.ts'
import { eraseMember } from '../replica/storage/device.ts'
import { migrateGuestData } from '../replica/storage/guest-migration.ts'

/** The service worker's name for its cache of pictures (client/worker/picture-cache.ts). */
const SEEN_PICTURES = 'inkland-pictures'

const HEIRS = 'heirs'
const LEAVING = 'leaving'

const member = z.custom<MemberId>((raw) => typeof raw === 'string' && parseMemberId(raw) !== null)
const Heirs = z.record(z.string(), member)
const Leaving = z.array(member)

function read<T>(name: string, schema: z.ZodMiniType<T>, otherwise: T): T {
  try {
    return schema.parse(JSON.parse(readPreference(name) ?? ''))
  } catch {
    return otherwise
  }
}

const heirs = (): Readonly<Record<string, MemberId>> => read(HEIRS, Heirs, {})
const leaving = (): readonly MemberId[] => read(LEAVING, Leaving, [])

function keepHeirs(next: Readonly<Record<string, MemberId>>): void {
  storePreference(HEIRS, Object.keys(next).length === 0 ? null : JSON.stringify(next))
}

function keepLeaving(next: readonly MemberId[]): void {
  storePreference(LEAVING, next.length === 0 ? null : JSON.stringify(next))
}

/** This browser's data of the guest `from`, who is remembered here still, shall be the account `to`'s. */
export function noteInheritor(from: MemberId, to: MemberId): void {
  keepHeirs({ ...heirs(), [from]: to })
  // A person who cannot be told finds it in the list of their worlds.
  tellOldHome(readPreference('me')).catch(() => undefined)
}

/** All that this browser keeps of `from` is to go. */
export function noteLeaving(from: MemberId): void {
  keepLeaving([...leaving().filter((other) => other !== from), from])
}

/** They stay, or are back before it is gone: the rest is kept. */
export function noteStaying(member: MemberId): void {
  keepLeaving(leaving().filter((other) => other !== member))
}

/** Work that was due when this page began: pages of those members have ended since, and write no more. */
const atStart = heirs()

/**
 * Does the due work, for the present member (null: nobody). Never rejects: work that fails now is done at the
 * next start.
 */
export async function settleInheritances(me: MemberId | null): Promise<void> {
  if (me !== null) noteStaying(me)
  for (const [from, to] of Object.entries(heirs())) {
    const guest = parseMemberId(from)
    if (guest === null || to !== me) continue
    await goOver(guest, to).catch(later)
  }
  for (const gone of leaving()) {
    if (await eraseHere(gone).catch(later)) keepLeaving(leaving().filter((other) => other !== gone))
  }
}

async function goOver(guest: MemberId, account: MemberId): Promise<void> {
  const moved =
    (await migrateGuestData(deviceOf(guest), deviceOf(account))) + (await movePictures(guest, account))
  if (moved > 0 || atStart[guest] !== account || !(await eraseHere(guest))) return
  const { [guest]: done, ...rest } = heirs()
  if (done) keepHeirs(rest)
}

/** Pictures that wait to be sent; written there first, then deleted here, like everything. */
async function movePictures(guest: MemberId, account: MemberId): Promise<number> {
  const [from, to] = [openPending(guest), openPending(account)]
  const pictures = await from.all()
  for (const picture of pictures) {
    await to.put(picture)
    await from.remove(picture.key)
  }
  return pictures.length
}

async function eraseHere(gone: MemberId): Promise<boolean> {
  forgetLeftWorkOf(gone)
  // Nobody can say whose of them were seen.
  if ('caches' in globalThis) await caches.delete(SEEN_PICTURES)
  return typeof indexedDB === 'undefined' || (await eraseMember(indexedDB, gone))
}

function later(error: unknown): undefined {
  console.warn('What someone else left on this browser will be tidied up at the next start.', error)
}

/**
 * Tells a former guest, who signed in to an existing account, where the things that they carried are: in the
 * home of the guest, which is theirs now. `stored`: the server's last answer about the guest.
 */
async function tellOldHome(stored: string | null): Promise<void> {
  const { member } = Me.parse(JSON.parse(stored ?? ''))
  if (member === null) return
  const { worlds } = await fetchWorlds()
  // A person who never came into a world has none.
  const home = worlds.find(({ address }) => address === `${member.account}/home`)
  if (home === undefined) return
  const path = pathOfFloor(home.address, parseArtifactId(member.body ?? ''))
  notify({
    text: `What you carried as a guest is in “${home.title}”. That world is yours now.`,
    action: { label: 'Look', run: () => go(path) },
    timeoutMs: 0,
  })
}
