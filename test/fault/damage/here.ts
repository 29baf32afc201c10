// The SQLite store in this thread: the same code and the same calls, without what a thread takes to start.
import { EventEmitter } from 'node:events'
import { storeOn } from '../../../server/storage/sqlite/sqlite-store.ts'
import type { ToStoreThread } from '../../../server/storage/sqlite/thread-calls.ts'
import { openCore } from '../../../server/storage/sqlite/store-core.ts'
import { mergeRun } from '../../../server/storage/row-merging.ts'
import { StoreThread } from '../../../server/storage/sqlite/store-thread.ts'
import type { Store } from '../../../server/storage/store.ts'
import { systemClock } from '../../../server/time/server-clock.ts'

/** Opens the store in a folder; rejects with a FolderRefusal. */
export async function openHere(folder: string): Promise<Store> {
  const core = openCore(folder, systemClock, mergeRun)
  const link = new StoreThread(
    () => {
      const thread = Object.assign(new EventEmitter(), {
        threadId: 1,
        postMessage(message: ToStoreThread) {
          if (message === 'rest') return
          if (message === 'close') {
            core.close()
            setImmediate(() => thread.emit('exit', 0))
          } else {
            const answers = core.answer(message)
            setImmediate(() => thread.emit('message', answers))
          }
        },
      })
      setImmediate(() => thread.emit('message', { ready: true }))
      return thread
    },
    (error) => {
      throw error
    },
    systemClock,
  )
  await link.connect()
  return storeOn(link)
}
