// The server's state as a device would have it, in memory.
import type { DeviceBase } from '../../client/replica/storage/base.ts'
import { mergeUpdates } from '../../client/replica/storage/merge-updates.ts'

export function makeMemoryBase(
  updates: readonly Uint8Array[] = [],
): Pick<DeviceBase, 'give' | 'state' | 'startOver'> {
  let given = [...updates]
  return {
    give(bytes) {
      given.push(bytes)
    },
    startOver() {
      given = []
    },
    state() {
      given = [mergeUpdates(given)]
      return given[0] ?? mergeUpdates([])
    },
  }
}
