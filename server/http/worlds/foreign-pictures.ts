// Pictures of worlds of other nodes. When somebody in such a world needs one that is not here, the host is
// asked for it. Its name, a hash, says whether it is the right one. The copy of the world then holds it like
// any picture.
import { createHash } from 'node:crypto'
import type { Logger } from 'pino'
import { PICTURE_BYTES_MAX } from '../../../shared/pictures/picture-limits.ts'
import type { PictureId } from '../../../shared/world/picture-id.ts'
import { foreignPartsOf, HOST } from '../../../shared/world/address.ts'
import type { Member } from '../../contracts/request-member.ts'
import { PicturesBusy } from '../../assets/picture-cleaning.ts'
import { QuotaRefusal } from '../../assets/picture-quota.ts'
import { PictureTrouble } from '../../../shared/pictures/picture-bytes.ts'
import { PeerFault } from '../../peers/outward/faults.ts'
import { apiPath } from '../../peers/lines/copy-ids.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { NodeLinks, WorldServices } from '../routing/http-services.ts'

/**
 * How soon a picture that the host did not have is asked for again, in ms; and how many such are remembered.
 */
const AGAIN_MS = 60_000
const REMEMBERED_MAX = 1000
/** How long fetching one may take, in ms. */
const FETCH_MS = 60_000
/** Pictures that are fetched at once: each is in memory as a whole. */
const AT_ONCE_MAX = 8

/** Fetches a picture for somebody, if a world that they are in has it; true if it is here now. */
type FetchPicture = (id: PictureId, member: Member) => Promise<boolean>

export function createForeignPictures(
  parts: Pick<NodeLinks, 'foreign' | 'peers'> &
    Pick<WorldServices, 'pictures'> & { readonly clock: ServerClock; readonly log: Logger },
): FetchPicture {
  const { foreign, peers, pictures, clock, log } = parts
  const underWay = new Map<string, Promise<boolean>>()
  const inVain = new Map<string, number>()

  async function from(world: WorldRecord, id: PictureId, member: Member): Promise<boolean> {
    const place = foreignPartsOf(world.address)
    if (peers === null || place === null) return false
    const { status, bytes } = await peers.caller.call(place.node, {
      method: 'GET',
      path: apiPath(place, ['assets', id]),
      as: member.id,
      timeoutMs: FETCH_MS,
      bytesMax: PICTURE_BYTES_MAX,
    })
    if (status !== 200 || createHash('sha256').update(bytes).digest('hex') !== id) return false
    const stored = await pictures.keep(world, HOST, bytes)
    return stored.id === id
  }

  async function search(id: PictureId, member: Member): Promise<boolean> {
    for (const world of foreign?.around(member) ?? []) {
      try {
        if (await from(world, id, member)) return true
      } catch (error) {
        const isExpected =
          error instanceof PeerFault ||
          error instanceof QuotaRefusal ||
          error instanceof PictureTrouble ||
          error instanceof PicturesBusy
        if (!isExpected) throw error
        log.debug({ err: error, world: world.address }, 'a picture could not be fetched')
      }
    }
    return false
  }

  return async (id, member) => {
    if (foreign === null) return false
    const key = `${id} ${member.id}`
    const before = underWay.get(key)
    if (before !== undefined) return before
    if (underWay.size >= AT_ONCE_MAX || clock.now() - (inVain.get(key) ?? -Infinity) < AGAIN_MS) return false
    const searching = search(id, member).finally(() => underWay.delete(key))
    underWay.set(key, searching)
    const found = await searching
    if (!found) inVain.set(key, clock.now())
    const [oldest] = inVain.keys()
    if (inVain.size > REMEMBERED_MAX && oldest !== undefined) inVain.delete(oldest)
    return found
  }
}
