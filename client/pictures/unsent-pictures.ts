// Pictures that are not on the server yet, on this device: a database of their own beside the member's, so
// that one that was added without a network is there after a reload, too, and after the browser was closed.
import * as z from 'zod/mini'
import { withinTime } from '../../shared/time/time-limit.ts'
import { systemClock } from '../device/system-clock.ts'
import { OPEN_MS } from '../replica/storage/database.ts'
import { parsePictureId, type PictureId } from '../../shared/world/picture-id.ts'
import { parseAnyAddress, type Address, type MemberId } from '../../shared/world/address.ts'

const pictureId = z.custom<PictureId>((raw) => parsePictureId(raw) !== null)
const address = z.custom<Address>((raw) => typeof raw === 'string' && parseAnyAddress(raw) === raw)

const UnsentPicture = z.object({
  /** Its world and name: a picture can be for two worlds. */
  key: z.string(),
  id: pictureId,
  address,
  /** Its file name. */
  name: z.string(),
  blob: z.instanceof(Blob),
  /** When it was added, in ms since 1970. */
  at: z.number(),
  /** Why it was refused since the page was loaded; null while it may be sent. On the device it is null. */
  refused: z.nullable(z.string()),
})
export type UnsentPicture = z.infer<typeof UnsentPicture>

export const keyOf = (place: Address, id: PictureId): string => `${place} ${id}`

const STORE = 'pictures'

interface UnsentPictureStore {
  all(): Promise<UnsentPicture[]>
  put(pending: UnsentPicture): Promise<void>
  remove(key: string): Promise<void>
}

/** The waiting pictures of `member` on this device. Each call rejects where the browser keeps nothing. */
export function openPending(member: MemberId): UnsentPictureStore {
  async function run<T>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> {
    const database = await openDatabase(`inkland ${member} pictures`)
    try {
      const transaction = database.transaction(STORE, mode, { durability: 'strict' })
      const done = Promise.withResolvers<void>()
      const fail = (): void => done.reject(transaction.error ?? new Error('this device keeps nothing now'))
      transaction.addEventListener('complete', () => done.resolve())
      transaction.addEventListener('abort', fail)
      transaction.addEventListener('error', fail)
      const request = work(transaction.objectStore(STORE))
      await done.promise
      return request.result
    } finally {
      database.close()
    }
  }

  return {
    async all() {
      const rows: unknown[] = await run('readonly', (store) => store.getAll())
      return rows.flatMap((row) => UnsentPicture.safeParse(row).data ?? []).toSorted((a, b) => a.at - b.at)
    },
    async put(pending) {
      await run('readwrite', (store) => store.put(pending))
    },
    async remove(key) {
      await run('readwrite', (store) => store.delete(key))
    },
  }
}

/** Opened for each call, and closed after it: removing this member from the device need not wait. */
async function openDatabase(name: string): Promise<IDBDatabase> {
  const opened = new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name, 1)
    request.addEventListener('upgradeneeded', () =>
      request.result.createObjectStore(STORE, { keyPath: 'key' }),
    )
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('no database')))
  })
  const database = await withinTime(systemClock, OPEN_MS, opened, null)
  if (database !== null) return database
  void opened.then((late) => late.close()).catch(() => undefined)
  throw new Error('The browser does not answer.')
}
