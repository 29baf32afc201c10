// The server's state as a device would have it, in memory.
import type { DeviceBase } from '../../client/replica/storage/base.ts'
import { mergeUpdates } from '../../client/replica/storage/merge-updates.ts'

interface MemoryBase extends Pick<DeviceBase, 'give' | 'state'> {
  readonly clear: () => void
}

export function makeMemoryBase(updates: readonly Uint8Array[] = []): MemoryBase {
  let given = [...updates]
  return {
    give(bytes) {
      given.push(bytes)
    },
    clear() {
      given = []
    },
    state() {
      given = [mergeUpdates(given)]
      return given[0] ?? mergeUpdates([])
    },
  }
}
