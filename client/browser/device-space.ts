// The browser's facts about the space that this app has on the device, and whether it promised not to clear
// it.
import { useCallback, useEffect, useState } from 'react'
import { storePreference, readPreference } from '../device/preferences.ts'

interface StorageEstimate {
  /** Bytes; null where the browser does not say. */
  readonly used: number | null
  readonly left: number | null
  /**
   * Whether the browser promised to keep it until the person removes it; null where it promises nothing to
   * anybody.
   */
  readonly isPromised: boolean | null
}

const ASKED = 'asked for storage'

/** The storage manager; null on pages that came over plain http, and in old browsers. */
const manager = (): StorageManager | null => ('storage' in navigator ? navigator.storage : null)

async function readSpace(): Promise<StorageEstimate> {
  const storage = manager()
  const { usage = null, quota = null } = (await storage?.estimate?.()) ?? {}
  return {
    used: usage,
    left: usage === null || quota === null ? null : Math.max(0, quota - usage),
    isPromised: (await storage?.persisted?.()) ?? null,
  }
}

/**
 * Asks the browser not to clear what is kept here. Some ask the person in turn, so this is done when there is
 * a reason.
 */
async function requestPersistentStorage(): Promise<boolean> {
  storePreference(ASKED, 'yes')
  return (await manager()?.persist?.()) ?? false
}

/** The same, unless it was asked before on this device. */
export async function requestPersistentStorageOnce(): Promise<void> {
  if (readPreference(ASKED) === null) await requestPersistentStorage()
}

interface DeviceSpace {
  /** The space as it was when somebody looked; null until the browser has said. */
  readonly space: StorageEstimate | null
  /** The browser's answer when it was asked here to keep it; null before. */
  readonly answer: 'yes' | 'no' | null
  readonly ask: () => void
}

export function useSpace(): DeviceSpace {
  const [space, setSpace] = useState<StorageEstimate | null>(null)
  const [answer, setAnswer] = useState<DeviceSpace['answer']>(null)
  const read = useCallback(() => {
    readSpace().then(setSpace, () => setSpace(null))
  }, [])
  useEffect(read, [read])
  const ask = useCallback(() => {
    requestPersistentStorage()
      .then(
        (isPersistent) => setAnswer(isPersistent ? 'yes' : 'no'),
        () => setAnswer('no'),
      )
      .finally(read)
  }, [read])
  return { space, answer, ask }
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const

/** "320 kB", "1.4 GB". */
export function bytesInWords(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  const shown = value < 9.95 && unit > 0 ? value.toFixed(1).replace('.0', '') : String(Math.round(value))
  return `${shown} ${UNITS[unit] ?? ''}`
}
