// Pictures that come with a world: first their files, then, once the world is there, what holds them.
import { PictureTrouble } from '../../shared/pictures/picture-bytes.ts'
import type { PictureId } from '../../shared/world/picture-id.ts'
import type { MemberId } from '../../shared/world/address.ts'
import type { WorldRecord } from '../contracts/world-record.ts'
import type { TableChange } from '../records/record-tables.ts'
import type { Semaphore } from '../time/semaphore.ts'
import type { Clean } from './cleaned-picture.ts'
import type { ArrivingFiles } from './arriving-files.ts'
import type { PictureHoldings } from './picture-holdings.ts'
import type { PictureQuota } from './picture-quota.ts'
import type { PictureRecord } from './picture-records.ts'

export interface NewPictures {
  /**
   * Keeps one aside; leaves out what is no picture that we take. Throws a PicturesBusy, a QuotaRefusal or a
   * StoreFault.
   */
  add(bytes: Uint8Array): Promise<void>
  /**
   * The world is there: it holds them. A file that never came to this is swept away, since nothing names it.
   */
  settle(world: WorldRecord): Promise<void>
  /**
   * There will be no world: the files that were kept aside are removed. A file that cannot be removed now is
   * swept away later.
   */
  leave(): Promise<void>
}

interface ArrivedPicture {
  readonly record: PictureRecord
  /** Its file may go. */
  readonly end: () => void
}

/** Takes in the pictures of worlds that are not there yet. */
export function createPictureArrivals({
  holdings: { tables, assets, holding },
  quota,
  arriving,
  clean,
  turns,
  clock,
}: {
  readonly holdings: PictureHoldings
  readonly quota: Pick<PictureQuota, 'checkNewWorld'>
  readonly arriving: ArrivingFiles
  readonly clean: Clean
  readonly turns: Semaphore
  readonly clock: { now(): number }
}): (by: MemberId) => NewPictures {
  return (by) => {
    const brought = new Map<PictureId, ArrivedPicture>()
    let total = 0
    return {
      async add(raw) {
        const picture = await clean(raw, by).catch(nullForNone)
        if (picture === null || brought.has(picture.id)) return
        const { id, type, bytes, width, height } = picture
        total += bytes.length
        quota.checkNewWorld(by, total)
        const end = await arriving.keep(id, bytes)
        brought.set(id, { record: { type, bytes: bytes.length, width, height, since: clock.now() }, end })
      },
      async leave() {
        for (const { end } of brought.values()) end()
        for (const id of brought.keys()) await arriving.remove(id).catch(() => undefined)
      },
      settle: (world) =>
        turns.take(async () => {
          const changes: TableChange[] = []
          for (const [id, { record }] of brought) {
            if (assets.get(id) === null) changes.push(assets.set(id, record))
            changes.push(holding(world, id, by))
          }
          try {
            if (changes.length > 0) await tables.change(changes)
          } finally {
            for (const { end } of brought.values()) end()
          }
        }, by),
    }
  }
}

function nullForNone(error: unknown): null {
  if (error instanceof PictureTrouble) return null
  throw error
}
