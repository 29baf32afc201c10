// Keeps the undo steps of this very tab: its name, and the browser's events when a page goes away. With the
// steps on an earlier line, the past of that line goes from the device.
import { deviceOf } from './person-device.ts'
import type { Person } from './me.ts'
import type { Replica } from '../replica/replica.ts'
import { forgetOtherLines } from './kept-history.ts'
import { keepSteps } from '../undo/stored-undo.ts'
import { takeTabName, type TabNameLock, type TabPlace } from '../device/tab-name.ts'
import type { Undo } from '../undo/undo.ts'

const holdLock: TabNameLock = (lock, signal, held) =>
  navigator.locks.request(lock, { signal }, () => {
    held()
    return new Promise(() => undefined)
  })

const place: TabPlace = {
  storage: {
    // Reading `sessionStorage` itself throws where a person has forbidden this page to keep anything.
    getItem: (key) => sessionStorage.getItem(key),
    setItem: (key, value) => sessionStorage.setItem(key, value),
    removeItem: (key) => sessionStorage.removeItem(key),
  },
  // Not there on pages that did not come over https.
  hold: 'locks' in navigator ? holdLock : null,
  onHide: (leave) => addEventListener('pagehide', leave),
  onShow: (come) => addEventListener('pageshow', come),
}

let tab: Promise<string> | null = null

/** Keeps what `undo` can undo until the returned function is called. */
export function keepTabSteps(undo: Undo, replica: Replica, person: Person): () => void {
  tab ??= takeTabName(place, (bytes) => crypto.getRandomValues(new Uint8Array(bytes)))
  const device = deviceOf(person.id)
  const keeping = keepSteps({ undo, replica, device, tab })
  const { world } = replica
  if (world !== null) void forgetOtherLines(device, world.id, world.line)
  const control = new AbortController()
  const flush = (): void => void keeping.flush()
  addEventListener('pagehide', flush, { signal: control.signal })
  // A tab in the background of a phone may end without another word.
  document.addEventListener('visibilitychange', flush, { signal: control.signal })
  return () => {
    control.abort()
    void keeping.end()
  }
}
