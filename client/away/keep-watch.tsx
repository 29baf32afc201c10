// Tells at once when this device cannot keep one's work, with a way out, and asks the browser to keep it when there is
// something to keep.
import { useEffect } from 'react'
import { notify } from '../app/notices.ts'
import { askToKeepOnce } from '../app/storage.ts'
import { useSync, useWorld } from '../floor/world.ts'
import { TROUBLE_WORDS } from './kept-words.ts'
import { saveWork } from './save-work.ts'
import { useKeeping } from './use-keeping.ts'

export function KeepWatch() {
  const { replica } = useWorld()
  const { changes, trouble, clearings } = useKeeping(replica)
  const isAway = useSync(replica).state === 'offline'
  const hasWork = isAway && changes > 0

  useEffect(() => {
    if (trouble === null) return
    const { what } = TROUBLE_WORDS[trouble]
    if (!hasWork)
      return notify({ text: `${what} What you write is safe once it is on the server.`, timeoutMs: 12_000 })
    notify({
      text: `${what} What you wrote since the network is gone is in this tab alone.`,
      action: { label: 'Save as a file', run: () => saveWork(replica) },
      timeoutMs: 0,
    })
  }, [replica, trouble, hasWork])

  useEffect(() => {
    if (clearings === 0) return
    notify({
      text: 'The browser has cleared what was kept on this device. What is open here is kept again.',
      timeoutMs: 0,
    })
  }, [clearings])

  useEffect(() => {
    if (hasWork && trouble === null) void askToKeepOnce().catch(() => undefined)
  }, [hasWork, trouble])

  return null
}
