// Tells at once when this device cannot keep one's work, with a way out, and asks the browser to keep it when there is
// something to keep.
import { useEffect } from 'react'
import { useMe } from '../app/me.ts'
import { notify } from '../app/notices.ts'
import { askToKeepOnce } from '../app/storage.ts'
import { useSync, useWorld } from '../floor/world.ts'
import type { Trouble } from '../replica/database.ts'
import type { Keeping, Replica, SyncState } from '../replica/replica.ts'
import { ago, count } from '../app/words.ts'
import { forgetLeft, leftIn, noteLeft, type Left } from './left.ts'
import { TROUBLE_WORDS } from './kept-words.ts'
import { saveWork } from './save-work.ts'
import { useKeeping } from './use-keeping.ts'

/** What was told on this page while nothing was at stake: once is enough. */
let toldOf: Trouble | null = null

export function KeepWatch() {
  const { replica } = useWorld()
  const keeping = useKeeping(replica)
  const { changes, trouble, clearings } = keeping
  const { state } = useSync(replica)
  const isAway = state === 'offline'
  const hasWork = isAway && changes > 0

  useEffect(() => {
    if (trouble === null) return
    const { what } = TROUBLE_WORDS[trouble]
    if (!hasWork) {
      if (toldOf !== trouble)
        notify({ text: `${what} What you write is safe once it is on the server.`, timeoutMs: 12_000 })
      toldOf = trouble
      return
    }
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

  useLeftWork(replica, keeping, state)
  return null
}

/** Tells when work that was left here is gone without having been saved; notes what is left now. */
function useLeftWork(
  { address }: Replica,
  { changes, kept, wasHere }: Keeping,
  state: SyncState['state'],
): void {
  const me = useMe().person.id
  useEffect(() => {
    const left = wasHere === false ? leftIn(me, address) : null
    if (left === null) return
    forgetLeft(me, address)
    notify({ text: clearedWords(left), timeoutMs: 0 })
  }, [me, address, wasHere])

  useEffect(() => {
    if (state === 'offline' && kept > 0) noteLeft(me, address, { changes: kept, at: Date.now() })
    else if (state === 'saved' || state === 'refused' || (wasHere && changes === 0)) forgetLeft(me, address)
  }, [me, address, state, kept, changes, wasHere])
}

function clearedWords({ changes, at }: Left): string {
  const were = changes === 1 ? 'was' : 'were'
  return `The browser has cleared this device since you were here ${ago(at, Date.now())}: ${count(changes, 'change')} of yours in this world ${were} not on the server yet.`
}
