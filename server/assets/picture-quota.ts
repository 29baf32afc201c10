// How much room there is for pictures: in a world, and for each member in all worlds together.
import type { PictureRoom } from '../../shared/wire/api/picture-bodies.ts'
import { amountWords } from '../../shared/wire/api/storage-amounts.ts'
import { PictureTrouble } from '../../shared/pictures/picture-bytes.ts'
import type { MemberId, WorldId } from '../../shared/world/address.ts'
import { USUAL_SETTINGS, type NodeSettings } from '../accounts/directory/node-settings.ts'
import type { PictureHoldings } from './picture-holdings.ts'

/** There is no room left; the message says how much there is, and what to do. */
export class QuotaRefusal extends Error {
  override readonly name = 'QuotaRefusal'
}

/** Keeps a picture; answers why not, where that is for good. Throws a StoreFault. */
export async function whyNotStored(keep: () => Promise<unknown>): Promise<string | null> {
  try {
    await keep()
    return null
  } catch (error) {
    if (error instanceof QuotaRefusal || error instanceof PictureTrouble) return error.message
    throw error
  }
}

type PictureSettings = Pick<NodeSettings, 'pictureBytesPerWorld' | 'pictureBytesPerAccount'>

export interface PictureQuotaOptions {
  /** How much room there is; asked each time, since an admin may change it. The default, unless given. */
  readonly settings?: { now(): PictureSettings }
  /** Most bytes of pictures of somebody, where that is not what the settings say. */
  readonly mostOf?: (by: MemberId) => number | null
  /** Why somebody can add so many bytes to nothing on this node; null where they can. */
  readonly whyFull?: (by: MemberId, bytes: number) => string | null
}

export interface PictureQuota {
  roomOf(world: WorldId): PictureRoom
  /**
   * Throws a QuotaRefusal where so many bytes more do not fit into a world, or are too many of somebody's.
   */
  check(world: WorldId, by: MemberId, bytes: number): void
  /** Throws a QuotaRefusal where somebody cannot bring a world with pictures of so many bytes. */
  checkNewWorld(by: MemberId, bytes: number): void
}

export function createPictureQuota(
  holdings: Pick<PictureHoldings, 'assets' | 'heldBy' | 'usedBy'>,
  options: PictureQuotaOptions,
): PictureQuota {
  const { settings = { now: () => USUAL_SETTINGS }, mostOf = () => null, whyFull = () => null } = options

  function roomOf(world: WorldId): PictureRoom {
    const held = holdings.heldBy(world)
    let bytes = 0
    for (const id of held.keys()) bytes += holdings.assets.get(id)?.bytes ?? 0
    return { used: bytes, most: settings.now().pictureBytesPerWorld, pictures: held.size }
  }

  function checkOwn(by: MemberId, bytes: number): void {
    const full = whyFull(by, bytes)
    if (full !== null) throw new QuotaRefusal(full)
    const own = holdings.usedBy(by)
    const ownMost = mostOf(by) ?? settings.now().pictureBytesPerAccount
    if (own + bytes > ownMost) {
      throw new QuotaRefusal(
        `Your pictures take up ${amountWords(own)} of ${amountWords(ownMost)} on this node, and this one needs ${amountWords(bytes)} more. Remove some from your worlds, or ask an admin for more room.`,
      )
    }
  }

  return {
    roomOf,
    check(world, by, bytes) {
      const { used, most } = roomOf(world)
      if (used + bytes > most) {
        throw new QuotaRefusal(
          `The pictures in this world take up ${amountWords(used)} of ${amountWords(most)}, and this one needs ${amountWords(bytes)} more. Remove some: pictures no longer shown anywhere make room after 30 days.`,
        )
      }
      checkOwn(by, bytes)
    },
    checkNewWorld(by, bytes) {
      checkOwn(by, bytes)
      const most = settings.now().pictureBytesPerWorld
      if (bytes > most) {
        throw new QuotaRefusal(
          `The pictures in this world take up ${amountWords(bytes)}, and the limit here is ${amountWords(most)} per world. Ask an admin for more room.`,
        )
      }
    },
  }
}
